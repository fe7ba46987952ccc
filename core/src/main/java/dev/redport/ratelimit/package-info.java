/**
 * The rate limiter port: how often something may happen, decided in Redis for all processes of a service together.
 *
 * <p>A {@link dev.redport.ratelimit.RateLimiter} is made from a {@link dev.redport.ratelimit.RateLimitPolicy} of one or more
 * {@link dev.redport.ratelimit.Limit}s. A subject, such as a user or an address, has one key at {@code
 * namespace:r:policy:vN:subject}, which holds the state of all limits and expires when nothing is left of it. One script
 * reads the server's clock, looks at all limits, and takes from all of them or from none; it calculates in integers only.
 * Clocks of clients decide nothing. What a process can know without asking, it does not ask: a cost that can never pass,
 * a denial that is still good; and callers who want the same at once ask together. When Redis fails, the policy decides,
 * and the {@link dev.redport.ratelimit.Decision} says so.
 */
@NullMarked
package dev.redport.ratelimit;

import org.jspecify.annotations.NullMarked;
