package dev.redport.benchmarks;

import java.util.function.IntPredicate;

/**
 * One way to limit a rate.
 *
 * @param name for the table
 * @param keys what all its keys in Redis begin with, except for what Redisson puts around
 * @param take takes a token of a key, given by its index; false if there is none left
 */
record Limiter(String name, String keys, IntPredicate take) {
    boolean take(int key) {
        return take.test(key);
    }
}
