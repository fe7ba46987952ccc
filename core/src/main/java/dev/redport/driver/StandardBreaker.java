package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The states of Nygard's circuit breaker ("Release It!", 2007, ch. 5), with a window of time as in Hystrix (Netflix,
 * 2012) and several trials as in resilience4j. Each stretch of a state is an object of its own and is the permit of the
 * calls that began in it: a call that ends late changes only a stretch that is over, and a permit costs nothing.
 */
final class StandardBreaker implements CircuitBreaker {
    private static final int TRIALS = 3;
    private static final long MIN_OPEN = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long MAX_OPEN = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final LongUnaryOperator random;
    private final AtomicReference<Stretch> current;

    StandardBreaker(LongSupplier nanoTime) {
        this(nanoTime, bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /**
     * A breaker with its own clock and chance.
     *
     * @param random a number from 0 to below the given bound
     */
    StandardBreaker(LongSupplier nanoTime, LongUnaryOperator random) {
        this.nanoTime = nanoTime;
        this.random = random;
        this.current = new AtomicReference<>(new Closed());
    }

    @Override
    public @Nullable Permit tryEnter() {
        return now().tryEnter();
    }

    @Override
    public State state() {
        return now().state();
    }

    private Stretch now() {
        return requireNonNull(current.get());
    }

    private void open(Stretch from) {
        long time = MIN_OPEN + random.applyAsLong(MAX_OPEN - MIN_OPEN + 1);
        current.compareAndSet(from, new Open(nanoTime.getAsLong() + time));
    }

    /** From one change of state to the next. */
    private interface Stretch {
        State state();

        @Nullable
        Permit tryEnter();
    }

    private final class Closed implements Stretch, Permit {
        private final CallWindow window = new CallWindow(nanoTime);

        @Override
        public State state() {
            return State.CLOSED;
        }

        @Override
        public Permit tryEnter() {
            return this;
        }

        @Override
        public void succeeded() {
            window.succeeded();
        }

        @Override
        public void failed() {
            window.failed();
            if (window.isFailing()) {
                open(this);
            }
        }

        @Override
        public void ignored() {}
    }

    private final class Open implements Stretch {
        private final long until;

        Open(long until) {
            this.until = until;
        }

        private boolean isOver() {
            return nanoTime.getAsLong() - until >= 0;
        }

        @Override
        public State state() {
            return isOver() ? State.HALF_OPEN : State.OPEN;
        }

        @Override
        public @Nullable Permit tryEnter() {
            if (!isOver()) {
                return null;
            }
            current.compareAndSet(this, new HalfOpen());
            Stretch next = now();
            return next instanceof Open ? null : next.tryEnter();
        }
    }

    private final class HalfOpen implements Stretch, Permit {
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger successes = new AtomicInteger();

        @Override
        public State state() {
            return State.HALF_OPEN;
        }

        @Override
        public @Nullable Permit tryEnter() {
            if (running.incrementAndGet() <= TRIALS) {
                return this;
            }
            running.decrementAndGet();
            return null;
        }

        @Override
        public void succeeded() {
            running.decrementAndGet();
            if (successes.incrementAndGet() >= TRIALS) {
                current.compareAndSet(this, new Closed());
            }
        }

        @Override
        public void failed() {
            open(this);
        }

        @Override
        public void ignored() {
            running.decrementAndGet();
        }
    }
}
