package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final OncePerMinute line = new OncePerMinute(now::get);

    @Test
    void letsTheFirstThrough() {
        assertThat(line.isDue()).isTrue();
        assertThat(line.isDue()).isFalse();
    }

    @Test
    void letsOneThroughAfterAMinuteEvenWhereTheClockOverflows() {
        assertThat(line.isDue()).isTrue();
        now.addAndGet(TimeUnit.MINUTES.toNanos(1) - 1);
        assertThat(line.isDue()).isFalse();
        now.incrementAndGet();
        assertThat(line.isDue()).isTrue();
        assertThat(line.isDue()).isFalse();
    }
}
