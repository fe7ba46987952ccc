package dev.redport.driver;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A caller that waits for a shared trip, with the commands it wants sent. Its own thread waits and leaves; the threads that
 * make the trips take it along, let it lead, and answer it.
 */
final class Passenger {
    /** Nobody has taken its commands along. */
    static final int WAITING = 0;
    /** Its commands are on a trip that somebody else leads. */
    static final int ABOARD = 1;
    /** It leads its trip, and cannot leave any more. */
    static final int LEADING = 2;
    /** It has been told how its commands ended. */
    static final int ANSWERED = 3;
    /** It left before, by its deadline or an interrupt. */
    static final int GONE = 4;

    private static final VarHandle STATE = handle();

    private final Thread thread = Thread.currentThread();
    private final List<Command> commands;
    private final Call call;
    private final long bytes;
    private volatile int state = WAITING;
    private @Nullable Trip trip;
    private @Nullable List<Reply> replies;
    private @Nullable RuntimeException failure;

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Passenger.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    Passenger(List<Command> commands, Call call, long bytes) {
        this.commands = commands;
        this.call = call;
        this.bytes = bytes;
    }

    List<Command> commands() {
        return commands;
    }

    Call call() {
        return call;
    }

    /** About how many are sent. */
    long bytes() {
        return bytes;
    }

    int state() {
        return state;
    }

    /** False if it has left. */
    boolean board() {
        return STATE.compareAndSet(this, WAITING, ABOARD);
    }

    /** False if it has left. */
    boolean lead(Trip led) {
        trip = led;
        return STATE.compareAndSet(this, ABOARD, LEADING);
    }

    /** What it leads. */
    @Nullable
    Trip trip() {
        return trip;
    }

    /** Tells it the reply to each of its commands, or why there are none. */
    void answer(@Nullable List<Reply> with, @Nullable RuntimeException instead) {
        replies = with;
        failure = instead;
        int before = (int) STATE.getAndSet(this, ANSWERED);
        if (before != GONE && thread != Thread.currentThread()) {
            wake();
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Waits for another state, but not much longer than that, and at most until its deadline. */
    void await(long nanos) {
        LockSupport.parkNanos(this, Math.min(nanos, call.remainingNanos()));
    }

    /** Waits for its answer, whatever interrupts it, but not much longer than until then; false if there was none. */
    boolean awaitAnswer(long end) {
        boolean interrupted = false;
        long rest = end - System.nanoTime();
        while (state != ANSWERED && rest > 0) {
            LockSupport.parkNanos(this, rest);
            interrupted |= Thread.interrupted();
            rest = end - System.nanoTime();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return state == ANSWERED;
    }

    /** Leaves, by an exception, if its time is over or its thread interrupted, unless it just came to another state. */
    void leaveIfOver(int now) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if ((interrupted || call.remainingNanos() <= 0) && STATE.compareAndSet(this, now, GONE)) {
            boolean sent = now == ABOARD;
            throw interrupted ? Failures.interrupted(sent) : sent ? Failures.timeout() : Failures.deadlinePassed();
        }
    }

    /** What it was told. */
    List<Reply> replies() {
        List<Reply> told = replies;
        if (told != null) {
            return List.copyOf(told); // not a view of everybody's
        }
        if (failure instanceof RedisException shared) {
            throw shared.here();
        }
        throw failure == null || failure instanceof IllegalStateException ? Failures.closed() : failure;
    }
}
