/**
 * Runs clients, Redport over them and its peers against the same server by turns, and reports which is faster, by how much, and
 * how sure that is. The coordinator starts one worker JVM for each driver and for each peer that needs a class path of its own;
 * a worker opens {@link dev.redport.benchmarks.bench.Contestant contestants} through the
 * {@link dev.redport.benchmarks.bench.Entrant} classes it is told and runs their
 * {@link dev.redport.benchmarks.bench.Task tasks} for short turns. What runs in a worker needs the JDK and HdrHistogram only, so
 * it goes on any class path.
 */
@NullMarked
package dev.redport.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
