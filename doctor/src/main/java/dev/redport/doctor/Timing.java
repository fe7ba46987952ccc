package dev.redport.doctor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long many calls of one kind took.
 *
 * @param what what was called, and where
 * @param sorted the times in nanoseconds, shortest first; at least one
 * @param failures calls that failed, which are not among the times
 */
record Timing(String what, List<Long> sorted, long failures) {
    Timing {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("sorted: empty (expected: at least one time)");
        }
    }

    long min() {
        return sorted.get(0);
    }

    long max() {
        return sorted.get(sorted.size() - 1);
    }

    /** The time that so many of 1000 calls do not exceed (the nearest rank). */
    long perMille(int rank) {
        return sorted.get((int) (((long) rank * sorted.size() + 999) / 1000) - 1);
    }

    long p99() {
        return perMille(990);
    }

    double mean() {
        return sorted.stream().mapToLong(Long::longValue).average().orElse(0);
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("what", what);
        all.put("calls", sorted.size());
        all.put("failures", failures);
        all.put("minMs", Millis.number(min()));
        all.put("meanMs", Millis.number(mean()));
        all.put("p50Ms", Millis.number(perMille(500)));
        all.put("p90Ms", Millis.number(perMille(900)));
        all.put("p99Ms", Millis.number(p99()));
        all.put("p999Ms", Millis.number(perMille(999)));
        all.put("maxMs", Millis.number(max()));
        all.put("histogram", Histogram.of(sorted).json());
        return all;
    }

    static String header() {
        return String.format(
                "%-36s%9s%8s%8s%8s%8s%8s%9s", "Round trips, ms", "calls", "min", "p50", "p90", "p99", "p99.9", "max");
    }

    String row() {
        return String.format(
                "%-36s%9d%8s%8s%8s%8s%8s%9s",
                "  " + what,
                sorted.size(),
                Millis.text(min()),
                Millis.text(perMille(500)),
                Millis.text(perMille(900)),
                Millis.text(p99()),
                Millis.text(perMille(999)),
                Millis.text(max()));
    }

    /** Collects times. Not thread-safe. */
    static final class Samples {
        private long[] nanos = new long[1024];
        private int count;
        private long failures;

        void add(long elapsed) {
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count++] = elapsed;
        }

        void fail() {
            failures++;
        }

        int count() {
            return count;
        }

        Timing timing(String what) {
            return new Timing(
                    what, Arrays.stream(nanos, 0, count).sorted().boxed().toList(), failures);
        }
    }
}
