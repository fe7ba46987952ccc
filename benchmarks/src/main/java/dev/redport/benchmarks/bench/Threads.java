package dev.redport.benchmarks.bench;

/**
 * How many call at the same time.
 *
 * @param count 1..{@link Site#CALLERS}
 * @param virtual whether they are virtual threads
 */
record Threads(int count, boolean virtual) implements Comparable<Threads> {
    /**
     * Such as {@code 32} or {@code v256}.
     *
     * @throws IllegalArgumentException with what was given and what was expected
     */
    static Threads of(String id) {
        boolean virtual = id.startsWith("v");
        String digits = virtual ? id.substring(1) : id;
        int count = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : 0;
        if (count < 1 || count > Site.CALLERS) {
            throw new IllegalArgumentException(
                    id + " (expected: 1.." + Site.CALLERS + ", or v and such a number for virtual threads)");
        }
        return new Threads(count, virtual);
    }

    String id() {
        return (virtual ? "v" : "") + count;
    }

    String title() {
        return count + (virtual ? " virtual" : "") + (count == 1 ? " thread" : " threads");
    }

    @Override
    public int compareTo(Threads other) {
        return virtual == other.virtual ? Integer.compare(count, other.count) : Boolean.compare(virtual, other.virtual);
    }
}
