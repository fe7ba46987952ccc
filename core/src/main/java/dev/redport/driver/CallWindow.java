package dev.redport.driver;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * How many calls ended, and failed, in the second that is running and the nine before: ten buckets, whatever the load. A
 * ring of the last so many calls would instead keep old failures for hours where calls are few, and judge by a
 * millisecond where they are many. A success costs one atomic increment. Thread-safe, without a lock.
 */
final class CallWindow {
    private static final int SECONDS = 10;
    private static final int MIN_CALLS = 20;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final long start;
    private final AtomicReferenceArray<Bucket> buckets = new AtomicReferenceArray<>(SECONDS);

    /** One second of the past. */
    private static final class Bucket {
        private final long second;
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        Bucket(long second) {
            this.second = second;
        }
    }

    CallWindow(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
        for (int i = 0; i < SECONDS; i++) {
            buckets.set(i, new Bucket(i - SECONDS));
        }
    }

    void succeeded() {
        bucket(second()).calls.incrementAndGet();
    }

    void failed() {
        Bucket bucket = bucket(second());
        bucket.failures.incrementAndGet();
        bucket.calls.incrementAndGet();
    }

    /** Whether there were enough calls to judge by, and half of them or more failed. */
    boolean isFailing() {
        long now = second();
        long calls = 0;
        long failures = 0;
        for (int i = 0; i < SECONDS; i++) {
            Bucket bucket = buckets.get(i);
            if (now - bucket.second < SECONDS) {
                calls += bucket.calls.get();
                failures += bucket.failures.get();
            }
        }
        return calls >= MIN_CALLS && 2 * failures >= calls;
    }

    private long second() {
        return (nanoTime.getAsLong() - start) / SECOND;
    }

    /** The bucket of that second, or of a later one if a thread was held up for so long. */
    private Bucket bucket(long second) {
        int at = (int) (second % SECONDS);
        Bucket found = buckets.get(at);
        return found.second >= second
                ? found
                : buckets.updateAndGet(at, each -> each.second >= second ? each : new Bucket(second));
    }
}
