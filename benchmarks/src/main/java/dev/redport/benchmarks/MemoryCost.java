package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Bytes that one thing takes at the server.
 *
 * @param keys MEMORY USAGE of what the first thing of a user stores, by kind of key
 * @param amongTen the same for ten things of one user, divided by ten
 * @param allocated what the server allocates for each of many users with one thing: also the entries of its tables of keys and
 *     expiries
 */
record MemoryCost(Map<String, Long> keys, Map<String, Double> amongTen, double allocated) {
    static final int MANY = 10_000;
    private static final int STEP = 1_000;
    private static final int TEN = 10;

    /** Somebody who stores things; told the user. */
    interface Writer extends AutoCloseable {
        void write(int user);

        @Override
        void close();

        static Writer of(AutoCloseable client, IntConsumer write) {
            return new Writer() {
                @Override
                public void write(int user) {
                    write.accept(user);
                }

                @Override
                public void close() {
                    try {
                        client.close();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
        }
    }

    /** Measures on servers of its own. */
    static MemoryCost of(Function<URI, Writer> open) {
        return new MemoryCost(usage(open, 1), share(usage(open, TEN)), allocated(open));
    }

    private static Map<String, Double> share(Map<String, Long> ofTen) {
        Map<String, Double> share = new TreeMap<>();
        ofTen.forEach((kind, bytes) -> share.put(kind, bytes / (double) TEN));
        return share;
    }

    private static Map<String, Long> usage(Function<URI, Writer> open, int things) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Writer writer = open.apply(URI.create(redis.url()))) {
            for (int i = 0; i < things; i++) {
                writer.write(0);
            }
            return Stored.byKind(redis);
        }
    }

    private static double allocated(Function<URI, Writer> open) {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            write(redis, open, 0, 1); // loads the scripts
            long before = Stored.allocated(redis);
            write(redis, open, 1, 1 + MANY);
            return (Stored.allocated(redis) - before) / (double) MANY;
        }
    }

    private static void write(EmbeddedRedis redis, Function<URI, Writer> open, int from, int to) {
        try (Writer writer = open.apply(URI.create(redis.url()))) {
            for (int user = from; user < to; user++) {
                writer.write(user);
                if (user % STEP == 0) {
                    Stored.dropAnswers(redis); // else there would be more tables for them
                }
            }
        }
    }

    long of(String kind) {
        return keys.getOrDefault(kind, 0L);
    }

    double ofTen(String kind) {
        return amongTen.getOrDefault(kind, 0.0);
    }

    /** All but the answers that are kept for seconds. */
    long lasting() {
        return keys.entrySet().stream()
                .filter(each -> !each.getKey().equals("x"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
