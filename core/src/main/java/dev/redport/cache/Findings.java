package dev.redport.cache;

import dev.redport.driver.RedisException;
import org.jspecify.annotations.Nullable;

/** What was found under many keys, in their order, without an object for each; a failure stays with its key. For one thread. */
final class Findings<V> {
    private static final Object ABSENT = new Object();

    /** A value, a {@link Failure}, {@link #ABSENT}, or null for a miss. */
    private final @Nullable Object[] each;

    private int values;
    private int absences;
    private int failures;

    private record Failure(RedisException why) {}

    Findings(int size) {
        each = new Object[size];
    }

    int size() {
        return each.length;
    }

    void value(int index, V value) {
        each[index] = value;
        values++;
    }

    void absent(int index) {
        each[index] = ABSENT;
        absences++;
    }

    void failure(int index, RedisException why) {
        each[index] = new Failure(why);
        failures++;
    }

    /** How many have a value. */
    int values() {
        return values;
    }

    /** Of how many it is known that there is no value. */
    int absences() {
        return absences;
    }

    /** How many are neither, and did not fail. */
    int misses() {
        return each.length - values - absences - failures;
    }

    /** The value, or null if there is none. */
    @SuppressWarnings("unchecked")
    @Nullable
    V value(int index) {
        Object found = each[index];
        return found == ABSENT || found instanceof Failure ? null : (V) found;
    }

    /** Whether it is known that there is no value. */
    boolean isAbsent(int index) {
        return each[index] == ABSENT;
    }

    @Nullable
    RedisException failure(int index) {
        return each[index] instanceof Failure failure ? failure.why : null;
    }
}
