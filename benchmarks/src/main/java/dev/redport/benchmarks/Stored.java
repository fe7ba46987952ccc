package dev.redport.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.redport.testkit.EmbeddedRedis;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What keys take at a server: exact, and the same on any machine with the same server. */
final class Stored {
    private static final long CLOSED_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Answers that are kept for a few seconds; in a script, so that no client's buffers grow. */
    private static final String DROP_ANSWERS =
            "for _, key in ipairs(redis.call('KEYS', '*:x:*')) do redis.call('DEL', key) end";

    private Stored() {}

    /** MEMORY USAGE of all keys, by their kind, such as {@code si} for {@code bench:t1:auth:{...}:si}. */
    static Map<String, Long> byKind(EmbeddedRedis redis) {
        return by(redis, key -> key.replaceFirst("^.*\\}:", "").replaceFirst(":.*$", ""));
    }

    static long all(EmbeddedRedis redis) {
        return by(redis, key -> "").values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> by(EmbeddedRedis redis, Function<String, String> kind) {
        Map<String, Long> bytes = new TreeMap<>();
        for (Object key : (List<?>) requireNonNull(redis.execute("KEYS", "*"))) {
            long usage = (Long) requireNonNull(redis.execute("MEMORY", "USAGE", String.valueOf(key), "SAMPLES", "0"));
            bytes.merge(kind.apply(String.valueOf(key)), usage, Long::sum);
        }
        return bytes;
    }

    static void dropAnswers(EmbeddedRedis redis) {
        redis.execute("EVAL", DROP_ANSWERS, "0");
    }

    /** All that the server has allocated, once no client is connected whose buffers are in it. */
    static long allocated(EmbeddedRedis redis) {
        dropAnswers(redis);
        long end = System.nanoTime() + CLOSED_NANOS;
        while (redis.clientCount() > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("clients: " + redis.execute("CLIENT", "LIST") + " (expected: none)");
            }
            Thread.onSpinWait();
        }
        return Long.parseLong(redis.info("memory").getOrDefault("used_memory", "0"));
    }
}
