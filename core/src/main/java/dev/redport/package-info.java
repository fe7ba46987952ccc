/**
 * Redport: a cache and health over Redis, the same through Lettuce, Jedis or Redisson.
 *
 * <p>{@link dev.redport.Redport} connects once and hands out the ports. Everything else is in the packages below it:
 * {@code config} says how to connect, {@code driver} is the interface a client library is adapted to, and each port has
 * its own package. {@code guice} and {@code micrometer} are there for those who use these libraries.
 */
@NullMarked
package dev.redport;

import org.jspecify.annotations.NullMarked;
