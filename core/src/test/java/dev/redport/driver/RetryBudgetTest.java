package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetryBudgetTest {
    /** Starts near the end of the range, as System.nanoTime may, so that it overflows on the way. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    private final RetryBudget budget = new RetryBudget(clock::get);

    private int spend() {
        int spent = 0;
        while (budget.tryWithdraw()) {
            spent++;
        }
        return spent;
    }

    private void passMillis(long millis) {
        clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void startsWithTenSecondsOfTheReserve() {
        assertThat(spend()).isEqualTo(100);
    }

    @Test
    void allowsAFifthOfTheCalls() {
        spend();
        for (int i = 0; i < 50; i++) {
            budget.deposit();
        }
        assertThat(spend()).isEqualTo(10);
        assertThat(spend()).isZero();
    }

    @Test
    void allowsTenASecondBesides() {
        spend();
        passMillis(99);
        assertThat(spend()).isZero();
        passMillis(1);
        assertThat(spend()).isEqualTo(1);
        passMillis(1_000);
        assertThat(spend()).isEqualTo(10);
    }

    @Test
    void losesNoFractionOfTheReserve() {
        spend();
        int spent = 0;
        for (int i = 0; i < 5_000; i++) {
            clock.addAndGet(1_999_999 / 2);
            spent += spend();
        }
        assertThat(spent).as("in 4.9999975 s").isEqualTo(49);
    }

    @Test
    void savesTheReserveForTenSecondsAtMost() {
        spend();
        passMillis(TimeUnit.HOURS.toMillis(5));
        assertThat(spend()).isEqualTo(100);
    }

    @Test
    void savesNoMoreThanItsCapacityHoweverManyTheCalls() {
        for (int i = 0; i < 100_000; i++) {
            budget.deposit();
        }
        assertThat(spend()).isEqualTo(300);
    }

    @Test
    void savesNoMoreThanItsCapacityHoweverLongItIsLeftAlone() {
        for (int i = 0; i < 1_000; i++) {
            budget.deposit();
        }
        passMillis(10_000);
        assertThat(spend()).isEqualTo(300);
    }

    @Test
    void takesNothingFromAClockThatStandsStillOrGoesBack() {
        spend();
        clock.addAndGet(-TimeUnit.SECONDS.toNanos(5));
        assertThat(spend()).isZero();
    }

    @Test
    void paysOutNoMoreThanItHasToConcurrentCallers() throws InterruptedException {
        AtomicInteger spent = new AtomicInteger();
        int each = 200_000;
        CyclicBarrier start = new CyclicBarrier(4);
        Thread[] callers = new Thread[4];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(
                    () -> {
                        meet(start);
                        for (int n = 0; n < each; n++) {
                            for (int share = 0; share < 5; share++) {
                                budget.deposit();
                            }
                            spent.addAndGet(budget.tryWithdraw() ? 1 : 0);
                        }
                    },
                    "caller-" + i);
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(spent.get() + spend()).isEqualTo(100 + callers.length * each);
    }

    private static void meet(CyclicBarrier start) {
        try {
            start.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
