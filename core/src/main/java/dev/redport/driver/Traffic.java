package dev.redport.driver;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What round trips to a server are like at present: about how large a value in a reply is, and how long a trip takes.
 * Thread-safe; a rare lost update does no harm.
 */
final class Traffic {
    /** So many callers at once gain nothing by waiting for each other, however near the server is. */
    static final int FEW = 4;
    /** Values of so many bytes are not worth being noted. */
    private static final int SMALL = 256;
    /** A trip that takes longer than this, with nothing in its way, spends the rest on the network. */
    private static final long BUSY = TimeUnit.MICROSECONDS.toNanos(100);
    /** A trip that takes longer than this spends most of it on the network. */
    private static final long FAR = 4 * BUSY;
    /** What a call that goes alone costs client and server, generously. */
    private static final long ALONE = BUSY / 2;

    private volatile long valueSize;
    private volatile long tripNanos;

    /** About how many bytes will come back, if values are as large as lately: grows at once, shrinks by and by. */
    long expected(int values) {
        return valueSize * values;
    }

    /** How many trips at once keep the server busy: one, and one more for each that fits into the time on the network. */
    int usefulTrips() {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, tripNanos / BUSY));
    }

    /** How many callers gain nothing by waiting for each other: more if trips are so long that these leave all idle. */
    int fewCallers() {
        long nanos = tripNanos;
        return nanos < FAR ? FEW : (int) Math.min(Integer.MAX_VALUE, nanos / ALONE);
    }

    void reply(Command command, Reply reply) {
        long size = reply.size() / Load.values(command);
        long before = valueSize;
        if (size > before) {
            valueSize = size;
        } else if (before > SMALL) {
            valueSize = before - (before - size) / 16;
        }
    }

    void replies(List<Command> commands, List<Reply> replies) {
        for (int i = 0; i < Math.min(commands.size(), replies.size()); i++) {
            reply(commands.get(i), replies.get(i));
        }
    }

    /** A trip has come back that began at that time. */
    void trip(long start) {
        long nanos = System.nanoTime() - start;
        long before = tripNanos;
        tripNanos = nanos < before ? nanos : before + (nanos - before) / 64;
    }
}
