/**
 * The rate limiter beside an independent one: {@link dev.redport.examples.ratelimit.BucketDifferenceTest} compares every
 * decision with Bucket4j's, {@link dev.redport.examples.ratelimit.ExactTotalsTest} counts what three processes get together.
 */
@NullMarked
package dev.redport.examples.ratelimit;

import org.jspecify.annotations.NullMarked;
