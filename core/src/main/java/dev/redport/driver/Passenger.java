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
    private final long since = System.nanoTime();
    private volatile int state = WAITING;
    private @Nullable Trip trip;
    private @Nullable List<Reply> all;
    private int first;
    private @Nullable RuntimeException failure;
    private boolean interrupted;

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

    /** Tells it where in a list the replies to its commands begin, or why there are none. */
    void answer(@Nullable List<Reply> ofAll, int at, @Nullable RuntimeException instead) {
        all = ofAll;
        first = at;
        failure = instead;
        int before = (int) STATE.getAndSet(this, ANSWERED);
        if (before != GONE && thread != Thread.currentThread()) {
            wake();
        }
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Whether nobody has taken it along for so long. */
    boolean isForgotten(long now, long moment) {
        return state == WAITING && now - since >= moment;
    }

    /** Wakes it if it has to look after itself: its time is over, or the time of the trip that it leads. */
    void wakeIfDue(long now) {
        Trip led = trip;
        long due = state == LEADING && led != null ? led.end() : call.deadlineNanos();
        if (now - due >= 0) {
            wake();
        }
    }

    /**
     * Waits for another state; or until something may have to be done.
     *
     * @param limit the most it waits, if nobody else minds the time; else 0
     * @param yielding what it tries first
     * @return its state then
     */
    int await(int before, long limit, Yielding yielding) {
        yielding.now();
        if (state != before) {
            return state;
        }
        if (limit == 0) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, limit);
        }
        if (before == LEADING) {
            interrupted |= Thread.interrupted();
        }
        return state;
    }

    /** Keeps the interrupts that came while it could not leave. */
    void restoreInterrupt() {
        if (interrupted) {
            thread.interrupt();
        }
    }

    /** Leaves, by an exception, if its time is over or its thread interrupted, unless it just came to another state. */
    void leaveIfOver(int now) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        if ((interrupted || call.remainingNanos() <= 0) && STATE.compareAndSet(this, now, GONE)) {
            boolean sent = now == ABOARD;
            throw interrupted ? Failures.interrupted(sent) : sent ? Failures.timeout() : Failures.deadlinePassed();
        }
    }

    /** What it was told about its only command. */
    Reply reply() {
        return told().get(first).orThrow();
    }

    /** What it was told about each command. */
    List<Reply> replies() {
        return List.copyOf(told().subList(first, first + commands.size())); // not a view of everybody's
    }

    private List<Reply> told() {
        List<Reply> told = all;
        if (told != null) {
            return told;
        }
        if (failure instanceof RedisException shared) {
            throw shared.here();
        }
        throw failure == null || failure instanceof IllegalStateException ? Failures.closed() : failure;
    }
}
