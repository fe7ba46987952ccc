/**
 * What Redport costs beside the client it runs on. {@link dev.redport.benchmarks.LookupBenchmark} times reads through
 * the client's own interface and through a cache over the same client, on the same server and values of the same size;
 * {@link dev.redport.benchmarks.QuickComparison} runs it in interleaved rounds and prints ratios.
 * {@link dev.redport.benchmarks.LimiterComparison} does the like for the rate limiter and its peers,
 * {@link dev.redport.benchmarks.TokenComparison} for the token store.
 */
@NullMarked
package dev.redport.benchmarks;

import org.jspecify.annotations.NullMarked;
