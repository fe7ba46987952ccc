package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.CapturedLog;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ConnectGateTest {
    private final ConnectGate gate = new ConnectGate("shop");
    private final RedisException failure = Failures.notConnected(null);

    @Test
    void isOpenAtFirst() {
        assertThat(gate.refusal()).isNull();
        assertThat(gate.isFailing()).isFalse();
    }

    @Test
    void refusesWithTheLastFailureUntilATimePassed() {
        int refused = 0;
        for (int i = 0; i < 50; i++) {
            ConnectGate each = new ConnectGate("shop");
            each.failed(failure);
            RedisException refusal = each.refusal();
            assertThat(refusal == null || refusal == failure).isTrue();
            refused += refusal == null ? 0 : 1;
            assertThat(each.isFailing()).isTrue();
        }
        assertThat(refused).as("of 50 waits between 0 and 50 ms").isGreaterThan(40);
        gate.failed(failure);
        assertThat(nanosUntilOpen()).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(gate.isFailing()).as("until a success").isTrue();
    }

    @Test
    void opensWithASuccess() {
        gate.failed(failure);
        gate.succeeded();

        assertThat(gate.refusal()).isNull();
        assertThat(gate.isFailing()).isFalse();
    }

    @Test
    void logsTheFirstFailureAndTheSuccessAfterIt() {
        String log = CapturedLog.of(() -> {
            gate.succeeded();
            gate.failed(failure);
            gate.failed(failure);
            gate.succeeded();
            gate.succeeded();
        });
        assertThat(log.lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("WARN", "client=shop", "error=not_connected"),
                        line -> assertThat(line).contains("INFO", "client=shop", "again"));
    }

    @Test
    void countsFailuresAtTheSameTimeOnce() {
        RedisException second = Failures.timeout();
        int kept = 0;
        for (int i = 0; i < 50; i++) {
            ConnectGate each = new ConnectGate("shop");
            each.failed(failure);
            each.failed(second);
            kept += each.refusal() == failure ? 1 : 0;
        }
        assertThat(kept).isGreaterThan(35);
    }

    private long nanosUntilOpen() {
        long start = System.nanoTime();
        while (gate.refusal() != null) {
            Thread.onSpinWait();
        }
        return System.nanoTime() - start;
    }
}
