package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * What one call costs at the server; counted, so it is exact on any machine.
 *
 * @param commands commands the server ran
 * @param toServer bytes sent to the server
 * @param toClient bytes sent back
 */
record WireCost(double commands, double toServer, double toClient) {
    static final int CALLS = 100;
    private static final int ATTEMPTS = 20;

    static WireCost settled(EmbeddedRedis redis, FaultProxy proxy, Runnable call) {
        return settled(redis, proxy, Batch.of(call));
    }

    /** Counts until two counts agree, because connections may still be opening in the background. */
    static WireCost settled(EmbeddedRedis redis, FaultProxy proxy, Batch call) {
        WireCost last = count(redis, proxy, call);
        for (int i = 1; i < ATTEMPTS; i++) {
            WireCost next = count(redis, proxy, call);
            if (next.equals(last)) {
                return next;
            }
            last = next;
        }
        throw new IllegalStateException(
                "counts: another one each time, at last " + last + " (expected: two that agree)");
    }

    private static WireCost count(EmbeddedRedis redis, FaultProxy proxy, Batch batch) {
        IntConsumer call = batch.prepare(CALLS);
        redis.resetStats();
        long toServer = proxy.bytesToServer();
        long toClient = proxy.bytesToClient();
        for (int i = 0; i < CALLS; i++) {
            call.accept(i);
        }
        return new WireCost(
                commands(redis) / (double) CALLS,
                (proxy.bytesToServer() - toServer) / (double) CALLS,
                (proxy.bytesToClient() - toClient) / (double) CALLS);
    }

    /** All commands but the two that count them. */
    private static long commands(EmbeddedRedis redis) {
        long count = 0;
        for (Map.Entry<String, String> stat : redis.info("commandstats").entrySet()) {
            String name = stat.getKey();
            if (!name.startsWith("cmdstat_info") && !name.startsWith("cmdstat_config")) {
                count += Long.parseLong(stat.getValue().replaceAll("^calls=(\\d+),.*$", "$1"));
            }
        }
        return count;
    }
}
