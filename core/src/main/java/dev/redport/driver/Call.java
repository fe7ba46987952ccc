package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The frame of one call: what it is for, and when it must have ended, pool wait and every attempt included. One call may
 * make several trips. Any thread may look at it; its trips are counted right if one thread makes them.
 *
 * @since 0.1.0
 */
public final class Call {
    /** Far beyond any call, and short enough for the arithmetic of nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Operation operation;
    private final long deadline;
    private final boolean shared;
    private int attempts;

    private Call(Operation operation, long deadline, boolean shared) {
        this.operation = requireNonNull(operation, "operation");
        this.deadline = deadline;
        this.shared = shared;
    }

    /**
     * Starts a call now.
     *
     * @param operation what it is for
     * @param time how long it may take, from now; more than 0
     * @return the call
     * @throws IllegalArgumentException if the time is not positive
     */
    public static Call start(Operation operation, Duration time) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("time: " + time + " (expected: > PT0S)");
        }
        return startNanos(operation, time.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : time.toNanos());
    }

    /**
     * Starts a call now, with the time in nanoseconds.
     *
     * @param operation what it is for
     * @param nanos how long it may take, in nanoseconds from now
     * @return the call
     */
    public static Call startNanos(Operation operation, long nanos) {
        return new Call(operation, System.nanoTime() + nanos, false);
    }

    /**
     * What the call is for.
     *
     * @return the operation
     */
    public Operation operation() {
        return operation;
    }

    /**
     * The time that is left.
     *
     * @return nanoseconds; zero or less once the call must have ended
     */
    public long remainingNanos() {
        return deadline - System.nanoTime();
    }

    /**
     * How long a wait inside this call may last.
     *
     * @param limit the most it may last on its own account
     * @return nanoseconds: the limit or the time that is left, whichever is shorter; never below zero
     */
    public long boundedNanos(Duration limit) {
        return Math.max(0, Math.min(limit.toNanos(), remainingNanos()));
    }

    /**
     * When a wait inside this call that began at a certain moment must end.
     *
     * @param from when it began, on the clock of {@link System#nanoTime}
     * @param limit the most it may last on its own account
     * @return nanoseconds on that clock, to be compared by subtraction only: after the limit, or with the call, whichever is
     *     earlier
     */
    public long end(long from, Duration limit) {
        return from + Math.min(limit.toNanos(), deadline - from);
    }

    /**
     * The moment by which the call must have ended, on the clock of {@link System#nanoTime}.
     *
     * @return nanoseconds, to be compared by subtraction only
     */
    public long deadlineNanos() {
        return deadline;
    }

    /**
     * Whether others wait for the same replies. An interrupt of the thread that collects them must not end the wait then, nor
     * harm the connection; the thread's interrupt flag is kept.
     *
     * @return true for a call that carries the commands of several callers
     */
    public boolean isShared() {
        return shared;
    }

    /**
     * Waits for a reply as this call may: where others wait for it too, an interrupt does not end the wait, and the thread's
     * interrupt flag is set again at the end.
     *
     * @param reply what is waited for
     * @param end until when, on the clock of {@link System#nanoTime}
     * @param <T> the type of the reply
     * @return the reply
     * @throws InterruptedException if the thread is interrupted and nobody else waits
     * @throws TimeoutException if it did not come in time
     * @throws ExecutionException if it failed
     */
    public <T extends @Nullable Object> T await(Future<T> reply, long end)
            throws InterruptedException, TimeoutException, ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return reply.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    if (!shared) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A call with the same end, made for several callers. */
    Call shared() {
        return new Call(operation, deadline, true);
    }

    /** The driver is about to be asked, for the first time or once more. */
    void attempted() {
        attempts++;
    }

    /** How often the driver was asked so far, in all trips. */
    int attempts() {
        return attempts;
    }
}
