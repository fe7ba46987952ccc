package dev.redport.examples.soak;

import dev.redport.driver.RedisException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one driver's callers saw. */
final class Tally {
    private static final int MOST_WRONGS = 100;

    private final LongAdder calls = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    private final AtomicLong longest = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final LongAdder duplicates = new LongAdder();

    /** Runs a call; the failure, if Redport threw one of its own. Anything else it throws is a fault. */
    @Nullable
    RedisException timed(Callable<?> call) {
        long start = System.nanoTime();
        try {
            call.call();
            return null;
        } catch (RedisException e) {
            failed(e);
            return e;
        } catch (Exception | AssertionError e) {
            wrong(e.toString());
            return null;
        } finally {
            calls.increment();
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    void failed(RedisException e) {
        failures.computeIfAbsent(e.kind().tag(), kind -> new LongAdder()).increment();
    }

    void wrong(String what) {
        if (wrong.size() < MOST_WRONGS) {
            wrong.add(what);
        }
    }

    void duplicate() {
        duplicates.increment();
    }

    long calls() {
        return calls.sum();
    }

    long duplicates() {
        return duplicates.sum();
    }

    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    Queue<String> wrongs() {
        return wrong;
    }

    @Override
    public String toString() {
        return calls + " calls, failures " + failures + ", longest call "
                + longest().toMillis() + " ms, duplicates " + duplicates + ", wrong answers " + wrong.size();
    }
}
