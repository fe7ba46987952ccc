package dev.redport.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HealthUpTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final HealthUp health = new HealthUp(now::get);

    @Test
    void isUnknownBeforeTheFirstCheck() {
        assertThat(health.value()).isNaN();
    }

    @Test
    void isWhatTheLastCheckFound() {
        health.checked(false);
        assertThat(health.value()).isZero();
        health.checked(true);
        assertThat(health.value()).isOne();
    }

    @Test
    void isUnknownAgainAfterAMinute() {
        health.checked(true);
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(health.value()).isOne();
        now.incrementAndGet();
        assertThat(health.value()).isNaN();
    }
}
