/**
 * The cache port: typed values in Redis, shared by every process of a service and read alike through every driver.
 *
 * <p>A {@link dev.redport.cache.Cache} is made from a {@link dev.redport.cache.CacheSpec}. Its entries live at {@code
 * namespace:c:name:vN:key} in an envelope with a format version, so that caches never overlap and a later release can
 * read what this one wrote. A missing value is loaded once per process, and stored only if nothing invalidated it in the
 * meantime: the loading caller leaves a lease under the key, every write or invalidation removes the lease, and the fill
 * is refused without it. What cannot be decoded is a miss, is removed and counted. When Redis fails, a cache fails fast
 * or is bypassed, as its spec says.
 */
@NullMarked
package dev.redport.cache;

import org.jspecify.annotations.NullMarked;
