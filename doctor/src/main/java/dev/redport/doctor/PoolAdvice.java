package dev.redport.doctor;

/**
 * How many connections a process should have.
 *
 * <p>Little's law (J. D. C. Little, A Proof for the Queuing Formula L = &lambda;W, Operations Research 9(3), 1961): the mean
 * number of calls in flight is the calls per second times the mean seconds of one. Calls do not come evenly, so there is
 * room for twice as many.
 *
 * @param inFlight calls that should find room at the same time, at least {@link #LEAST}
 */
record PoolAdvice(long inFlight) {
    static final int HEAD_ROOM = 2;
    static final int LEAST = 2;

    /** The most that REDIS_POOL_SIZE takes. */
    static final long MOST = 10_000;

    /** A client library, and how many calls Redport has under way on each of its connections. */
    enum Driver {
        jedis(1, "one call at a time on each connection"),
        lettuce(32, "up to 32 calls in flight on each connection"),
        redisson(16, "up to 16 calls in flight on each connection");

        private final int calls;
        private final String meaning;

        Driver(int calls, String meaning) {
            this.calls = calls;
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    /** By Little's law. */
    static PoolAdvice little(double callsPerSecond, double meanSeconds) {
        double calls = Math.ceil(callsPerSecond * meanSeconds * HEAD_ROOM - 1e-9);
        return new PoolAdvice(Math.max(LEAST, (long) calls));
    }

    /** By the table of the production guide: a rule of thumb. */
    static PoolAdvice users(long concurrent) {
        if (concurrent < 100) {
            return new PoolAdvice(10);
        }
        if (concurrent < 1_000) {
            return new PoolAdvice(25);
        }
        return new PoolAdvice(concurrent <= 10_000 ? 50 : 100);
    }

    /** REDIS_POOL_SIZE; one connection alone would be a bottleneck when it is lost. */
    long size(Driver driver) {
        return Math.max(LEAST, (inFlight + driver.calls - 1) / driver.calls);
    }

    /** REDIS_MIN_IDLE_CONNS: a fifth, as in the guide's table. */
    static long minIdle(long size) {
        return (size + 4) / 5;
    }
}
