package dev.redport.driver;

/**
 * What round trips to a server are like at present: about how large a reply is, and how long a trip takes. Thread-safe; a rare
 * lost update does no harm.
 */
final class Traffic {
    /** Replies of so many bytes are not worth being noted. */
    private static final int SMALL = 256;

    private volatile long replySize;
    private volatile long tripNanos;

    /** About how many bytes a reply has: grows at once, shrinks by and by. */
    long replySize() {
        return replySize;
    }

    /** About how long a trip takes if nothing is in its way. */
    long tripNanos() {
        return tripNanos;
    }

    void reply(Reply reply) {
        long size = reply.size();
        long before = replySize;
        if (size > before) {
            replySize = size;
        } else if (before > SMALL) {
            replySize = before - (before - size) / 16;
        }
    }

    /** A trip has come back that began at that time. */
    void trip(long start) {
        long nanos = System.nanoTime() - start;
        long before = tripNanos;
        tripNanos = nanos < before ? nanos : before + (nanos - before) / 64;
    }
}
