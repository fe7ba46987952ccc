/**
 * Runs Redport on Redisson's low-level client: a bounded set of connections, each of which carries the commands of several
 * callers.
 *
 * <p>What is used of Redisson is its channel: address, TLS, encoder, command queue and the frame of its decoder. Its pool,
 * retries, timers, reconnecting watchdog and codecs are left out, because they repeat commands, queue without bound, keep
 * callers waiting after a connection was lost, and show keys and values in exception messages. What a call may wait for and
 * whether it is repeated is decided in core. The table "our field, Redisson's setting" is in {@link
 * dev.redport.driver.redisson.RedissonDriverFactory}.
 */
@NullMarked
package dev.redport.driver.redisson;

import org.jspecify.annotations.NullMarked;
