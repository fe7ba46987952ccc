package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void endsItsTimeAfterTheStart() {
        long before = System.nanoTime();
        Call call = Call.start(Operation.CACHE_GET, Duration.ofSeconds(5));
        long after = System.nanoTime();

        assertThat(call.operation()).isEqualTo(Operation.CACHE_GET);
        assertThat(call.deadlineNanos() - before).isGreaterThanOrEqualTo(5 * SECOND);
        assertThat(call.deadlineNanos() - after).isLessThanOrEqualTo(5 * SECOND);
        assertThat(call.remainingNanos()).isBetween(0L, 5 * SECOND);
    }

    @Test
    void needsSomeTime() {
        for (Duration none : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
            assertThatThrownBy(() -> Call.start(Operation.OTHER, none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("time: " + none + " (expected: > PT0S)");
        }
    }

    @Test
    void boundsAWaitByTheLimit() {
        Call call = Call.start(Operation.OTHER, Duration.ofHours(1));

        assertThat(call.boundedNanos(Duration.ofMillis(3))).isEqualTo(3_000_000);
    }

    @Test
    void boundsAWaitByWhatIsLeft() {
        Call call = Call.start(Operation.OTHER, Duration.ofSeconds(5));

        assertThat(call.boundedNanos(Duration.ofHours(1))).isBetween(0L, 5 * SECOND);
    }

    @Test
    void boundsAWaitByZeroOnceItIsOver() {
        Call call = Call.startNanos(Operation.OTHER, -SECOND);

        assertThat(call.remainingNanos()).isLessThanOrEqualTo(-SECOND);
        assertThat(call.boundedNanos(Duration.ofHours(1))).isZero();
    }

    @Test
    void mayLastAsLongAsTheClockCounts() {
        Call call = Call.startNanos(Operation.OTHER, Long.MAX_VALUE);

        assertThat(call.remainingNanos()).isGreaterThan(Long.MAX_VALUE - 10 * SECOND);
    }
}
