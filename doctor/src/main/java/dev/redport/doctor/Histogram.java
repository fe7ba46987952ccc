package dev.redport.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How many times fell between two edges; the edges are 1, 2 and 5 of each power of ten, from 1 microsecond on.
 *
 * @param buckets from the first to the last that is not empty, without a gap
 */
record Histogram(List<Bucket> buckets) {
    private static final int BAR = 50;
    private static final long[] STEPS = {1, 2, 5};

    /** Times at or above one edge and below the next, in nanoseconds. */
    record Bucket(long from, long to, long count) {}

    Histogram {
        buckets = List.copyOf(buckets);
    }

    static Histogram of(List<Long> sorted) {
        List<Bucket> buckets = new ArrayList<>();
        int next = 0;
        long from = 0;
        for (int i = 0; next < sorted.size(); i++) {
            long to = edge(i);
            int first = next;
            while (next < sorted.size() && sorted.get(next) < to) {
                next++;
            }
            if (next > first || !buckets.isEmpty()) {
                buckets.add(new Bucket(from, to, next - (long) first));
            }
            from = to;
        }
        return new Histogram(buckets);
    }

    private static long edge(int index) {
        return index >= 45 ? Long.MAX_VALUE : STEPS[index % 3] * (long) Math.pow(10, 3 + index / 3);
    }

    List<Map<String, Object>> json() {
        return buckets.stream().map(Histogram::member).toList();
    }

    private static Map<String, Object> member(Bucket bucket) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("fromMs", Millis.number(bucket.from()));
        member.put("toMs", Millis.number(bucket.to()));
        member.put("calls", bucket.count());
        return member;
    }

    /** One line for each bucket. */
    List<String> lines() {
        long most = buckets.stream().mapToLong(Bucket::count).max().orElse(1);
        long all = buckets.stream().mapToLong(Bucket::count).sum();
        return buckets.stream()
                .map(bucket -> String.format(
                        Locale.ROOT,
                        "  %7s - %-7s %s%9d %6.2f %%",
                        name(bucket.from()),
                        name(bucket.to()),
                        bar(bucket.count(), most),
                        bucket.count(),
                        100.0 * bucket.count() / all))
                .toList();
    }

    private static String name(long nanos) {
        if (nanos < 1_000_000) {
            return nanos / 1_000 + " us";
        }
        return nanos < 1_000_000_000 ? nanos / 1_000_000 + " ms" : nanos / 1_000_000_000 + " s";
    }

    /** In eighths of a character; what is not empty shows. */
    private static String bar(long count, long most) {
        long eighths = count == 0 ? 0 : Math.max(1, Math.round(8.0 * BAR * count / most));
        String full = "\u2588".repeat((int) (eighths / 8));
        String bar = eighths % 8 == 0 ? full : full + (char) ('\u2590' - eighths % 8);
        return bar + " ".repeat(BAR - bar.length());
    }
}
