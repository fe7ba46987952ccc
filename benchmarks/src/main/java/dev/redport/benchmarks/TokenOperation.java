package dev.redport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * One operation of a token store that is counted.
 *
 * @param name for the table
 * @param batch the calls; another outcome than the one expected ends them
 */
record TokenOperation(String name, Batch batch) {
    /** All of them, in the table's order. */
    static List<TokenOperation> all(TokenContest contest) {
        TokenSamples samples = new TokenSamples(contest);
        List<TokenOperation> all = new ArrayList<>(AccessOperations.all(contest, samples));
        all.addAll(SessionOperations.all(contest, samples));
        all.addAll(RefreshOperations.all(samples));
        return all;
    }

    /** The same call each time; true if its outcome is right. */
    static TokenOperation of(String name, BooleanSupplier call) {
        return new TokenOperation(name, Batch.of(() -> expect(name, call.getAsBoolean())));
    }

    /** A call with a thing of its own each time. */
    static <T> TokenOperation each(String name, IntFunction<T> make, Predicate<T> call) {
        return new TokenOperation(name, Batch.each(make, thing -> expect(name, call.test(thing))));
    }

    private static void expect(String name, boolean outcome) {
        if (!outcome) {
            throw new IllegalStateException(name + ": another outcome");
        }
    }
}
