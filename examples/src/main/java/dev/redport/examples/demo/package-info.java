/**
 * A small HTTP service over a table of cities, to see the ports at work. {@link dev.redport.examples.demo.Demo} reads the
 * command line and prints the tour; {@code DemoService} starts and ends the parts: an embedded Redis (or yours), an SQL
 * table in memory, the cache, the rate limiter, the token store and the HTTP server. {@code Cities}, {@code Limited} and
 * {@code Logins} answer requests: what they do with Redport is what a service of yours would do.
 */
@NullMarked
package dev.redport.examples.demo;

import org.jspecify.annotations.NullMarked;
