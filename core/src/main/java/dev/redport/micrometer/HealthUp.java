package dev.redport.micrometer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What the last health check found, as long as it says something about now. */
final class HealthUp {
    private static final long FRESH = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private volatile @Nullable Check last;

    private record Check(boolean up, long at) {}

    HealthUp(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void checked(boolean up) {
        last = new Check(up, nanoTime.getAsLong());
    }

    double value() {
        Check check = last;
        if (check == null || nanoTime.getAsLong() - check.at > FRESH) {
            return Double.NaN;
        }
        return check.up ? 1 : 0;
    }
}
