/**
 * What calls cost, counted: {@link dev.redport.benchmarks.LimiterComparison} for the rate limiter and its peers,
 * {@link dev.redport.benchmarks.TokenComparison} for the token store and Spring Session. Speed is measured by
 * {@code dev.redport.benchmarks.bench} and, under JMH, {@code dev.redport.benchmarks.suite}.
 */
@NullMarked
package dev.redport.benchmarks;

import org.jspecify.annotations.NullMarked;
