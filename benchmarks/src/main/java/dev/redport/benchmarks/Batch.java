package dev.redport.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Calls to be counted, and what has to be there before. */
interface Batch {
    /**
     * Makes what the calls need.
     *
     * @param calls how many
     * @return makes a call, by its number from 0
     */
    IntConsumer prepare(int calls);

    /** The same call each time. */
    static Batch of(Runnable call) {
        return calls -> number -> call.run();
    }

    /** A thing for each call, made beforehand. */
    static <T> Batch each(IntFunction<T> make, Consumer<T> call) {
        return calls -> {
            List<T> made = new ArrayList<>(calls);
            for (int i = 0; i < calls; i++) {
                made.add(make.apply(i));
            }
            return number -> call.accept(made.get(number));
        };
    }

    /** Prepares and makes calls. */
    default void run(int calls) {
        IntConsumer call = prepare(calls);
        for (int i = 0; i < calls; i++) {
            call.accept(i);
        }
    }
}
