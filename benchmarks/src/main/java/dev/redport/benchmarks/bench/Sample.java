package dev.redport.benchmarks.bench;

import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * One contestant in one round. What could not be measured is NaN.
 *
 * @param perSecond calls
 * @param latency of each call, in nanoseconds
 * @param allocated bytes for each call, by all threads of the client's JVM
 * @param clientMicros processor time of the client's JVM for each call
 * @param serverMicros processor time of the servers for each call
 * @param commands at the servers for each call, those in scripts too
 * @param toServer bytes for each call
 * @param toClient bytes for each call
 */
record Sample(
        double perSecond,
        Histogram latency,
        double allocated,
        double clientMicros,
        double serverMicros,
        double commands,
        double toServer,
        double toClient) {
    static Sample of(Turn turn, Optional<Observer.Count> server) {
        double calls = turn.calls();
        return new Sample(
                turn.perSecond(),
                turn.latency(),
                turn.allocated() < 0 ? Double.NaN : turn.allocated() / calls,
                turn.cpuNanos() / calls / 1e3,
                server.map(count -> count.cpuNanos() / calls / 1e3).orElse(Double.NaN),
                server.map(count -> count.commands() / calls).orElse(Double.NaN),
                server.map(count -> count.toServer() / calls).orElse(Double.NaN),
                server.map(count -> count.toClient() / calls).orElse(Double.NaN));
    }
}
