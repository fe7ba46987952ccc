package dev.redport.architecture.bad.ratelimit;

import java.util.concurrent.TimeUnit;

final class Sleeps {
    void doze() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(1);
    }
}
