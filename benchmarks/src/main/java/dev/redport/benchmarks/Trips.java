package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import java.util.function.IntConsumer;

/** Requests as the server reads them, each in one piece if it has no more than a few kilobytes. */
final class Trips {
    private static final int ATTEMPTS = 3;
    private static final String READS = "total_reads_processed";

    private Trips() {}

    /** Requests per call. Another piece or a heartbeat can only add, so the least is right. */
    static double of(EmbeddedRedis redis, Batch batch) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS; i++) {
            IntConsumer call = batch.prepare(WireCost.CALLS);
            long before = reads(redis);
            long own = reads(redis) - before;
            before = reads(redis);
            for (int number = 0; number < WireCost.CALLS; number++) {
                call.accept(number);
            }
            least = Math.min(least, reads(redis) - before - own);
        }
        return least / (double) WireCost.CALLS;
    }

    private static long reads(EmbeddedRedis redis) {
        return Long.parseLong(redis.info("stats").getOrDefault(READS, "0"));
    }
}
