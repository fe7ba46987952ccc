package dev.redport.testkit.contract;

import static java.math.BigInteger.ZERO;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one limit must decide, written once more from its description: slowly, in integers of any size, and from what was
 * taken when. Times are microseconds and never go back.
 */
abstract class LimitReference {
    final long limit;
    final long period;

    private LimitReference(long limit, long period) {
        this.limit = limit;
        this.period = period;
    }

    static LimitReference of(LimitKind kind, long limit, long period) {
        return switch (kind) {
            case BUCKET -> new Bucket(limit, limit, period, 1);
            case SLIDING -> new Sliding(limit, period, 1);
            case FIXED, CALENDAR -> new Window(limit, period, false);
            case FIRST_USE -> new Window(limit, period, true);
            case LOG -> new Log(limit, period);
        };
    }

    /** How much can be taken now. */
    abstract long room(long now);

    /** Whether nothing counts any more. */
    abstract boolean full(long now);

    /** Charges up to twice the limit. */
    abstract void debit(long amount, long now);

    abstract void take(long amount, long now);

    abstract void give(long amount, long now);

    abstract void forget();

    static final class Bucket extends LimitReference {
        private final BigInteger refill;
        private final BigInteger scale;
        private final long unit;
        private BigInteger used = ZERO; // in parts of a token, as many as the period has microseconds
        private long at;

        Bucket(long capacity, long refill, long period, long unit) {
            super(capacity, period);
            this.refill = BigInteger.valueOf(refill);
            this.scale = BigInteger.valueOf(period);
            this.unit = unit;
        }

        private BigInteger used(long now) {
            long passed = Math.floorDiv(now, unit) * unit - Math.floorDiv(at, unit) * unit;
            return used.subtract(refill.multiply(BigInteger.valueOf(passed))).max(ZERO);
        }

        private BigInteger parts(long tokens) {
            return BigInteger.valueOf(tokens).multiply(scale);
        }

        private void set(BigInteger level, long now) {
            used = level;
            at = now;
        }

        @Override
        long room(long now) {
            return parts(limit).subtract(used(now)).max(ZERO).divide(scale).longValueExact();
        }

        @Override
        boolean full(long now) {
            return used(now).signum() == 0;
        }

        @Override
        void take(long amount, long now) {
            set(used(now).add(parts(amount)), now);
        }

        @Override
        void debit(long amount, long now) {
            BigInteger level = used(now);
            set(level.max(level.add(parts(amount)).min(parts(2 * limit))), now);
        }

        @Override
        void give(long amount, long now) {
            set(used(now).subtract(parts(amount)).max(ZERO), now);
        }

        @Override
        void forget() {
            set(ZERO, 0);
        }
    }

    /** One counter; windows of the clock, or such as begin with the first use. */
    static final class Window extends LimitReference {
        private final boolean fromFirstUse;
        private long start = Long.MIN_VALUE / 2;
        private long used;

        Window(long limit, long period, boolean fromFirstUse) {
            super(limit, period);
            this.fromFirstUse = fromFirstUse;
        }

        private void roll(long now) {
            if (now >= start + period || (fromFirstUse && used == 0)) {
                start = fromFirstUse ? now : Math.floorDiv(now, period) * period;
                used = 0;
            }
        }

        @Override
        long room(long now) {
            return now >= start + period ? limit : Math.max(0, limit - used);
        }

        @Override
        boolean full(long now) {
            return used == 0 || now >= start + period;
        }

        @Override
        void take(long amount, long now) {
            roll(now);
            used += amount;
        }

        @Override
        void debit(long amount, long now) {
            roll(now);
            used = Math.max(used, Math.min(used + amount, 2 * limit));
        }

        @Override
        void give(long amount, long now) {
            roll(now);
            used = Math.max(0, used - amount);
        }

        @Override
        void forget() {
            start = Long.MIN_VALUE / 2;
            used = 0;
        }
    }

    /** Two counters: taken in this window, and in the one before in proportion to what is left of this. */
    static final class Sliding extends LimitReference {
        private final long unit;
        private final Map<Long, Long> counts = new TreeMap<>();

        Sliding(long limit, long period, long unit) {
            super(limit, period);
            this.unit = unit;
        }

        private long count(long window) {
            return counts.getOrDefault(window, 0L);
        }

        @Override
        long room(long now) {
            long window = Math.floorDiv(now, period);
            long into = Math.floorMod(now, period) / unit * unit;
            BigInteger whole = BigInteger.valueOf(period);
            BigInteger before = BigInteger.valueOf(count(window - 1)).multiply(BigInteger.valueOf(period - into));
            BigInteger left =
                    BigInteger.valueOf(limit - count(window)).multiply(whole).subtract(before);
            return left.signum() < 0 ? 0 : left.divide(whole).longValueExact();
        }

        @Override
        boolean full(long now) {
            long window = Math.floorDiv(now, period);
            return count(window) == 0 && count(window - 1) == 0;
        }

        @Override
        void take(long amount, long now) {
            counts.merge(Math.floorDiv(now, period), amount, Long::sum);
        }

        @Override
        void debit(long amount, long now) {
            long window = Math.floorDiv(now, period);
            counts.put(window, Math.max(count(window), Math.min(count(window) + amount, 2 * limit)));
        }

        @Override
        void give(long amount, long now) {
            long window = Math.floorDiv(now, period);
            counts.put(window, Math.max(0, count(window) - amount));
        }

        @Override
        void forget() {
            counts.clear();
        }
    }

    /** Everything that was taken, the newest last. */
    static final class Log extends LimitReference {
        private final Deque<long[]> entries = new ArrayDeque<>();

        Log(long limit, long period) {
            super(limit, period);
        }

        private long used(long now) {
            return entries.stream()
                    .filter(entry -> entry[0] > now - period)
                    .mapToLong(entry -> entry[1])
                    .sum();
        }

        @Override
        long room(long now) {
            return Math.max(0, limit - used(now));
        }

        @Override
        boolean full(long now) {
            return used(now) == 0;
        }

        @Override
        void take(long amount, long now) {
            entries.addLast(new long[] {now, amount});
        }

        @Override
        void debit(long amount, long now) {
            long more = Math.min(amount, 2 * limit - used(now));
            if (more > 0) {
                take(more, now);
            }
        }

        @Override
        void give(long amount, long now) {
            long left = amount;
            for (Iterator<long[]> newest = entries.descendingIterator(); left > 0 && newest.hasNext(); ) {
                long[] entry = newest.next();
                long gone = entry[0] > now - period ? Math.min(left, entry[1]) : 0;
                entry[1] -= gone;
                left -= gone;
            }
        }

        @Override
        void forget() {
            entries.clear();
        }
    }
}
