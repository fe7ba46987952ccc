/**
 * What Redport is measured beside: the clients used directly, other libraries over the same clients, and the limits of the
 * machine. Each is an {@link dev.redport.benchmarks.bench.Entrant} in the configuration that was found to be its best.
 */
@NullMarked
package dev.redport.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
