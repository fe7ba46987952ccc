package dev.redport.architecture.bad.driver;

import java.util.concurrent.TimeUnit;

final class SleepsByReference {
    interface Wait {
        void nanos(long nanos) throws InterruptedException;
    }

    final Wait wait = TimeUnit.NANOSECONDS::sleep;
}
