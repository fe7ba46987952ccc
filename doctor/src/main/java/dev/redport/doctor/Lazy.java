package dev.redport.doctor;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks once, and remembers the answer or the failure. For one thread. */
final class Lazy<T> implements Supplier<T> {
    private final Supplier<T> source;
    private @Nullable T value;
    private @Nullable RuntimeException failure;

    Lazy(Supplier<T> source) {
        this.source = source;
    }

    @Override
    public T get() {
        T known = value;
        if (known != null) {
            return known;
        }
        if (failure != null) {
            throw failure;
        }
        try {
            T asked = source.get();
            value = asked;
            return asked;
        } catch (RuntimeException e) {
            failure = e;
            throw e;
        }
    }
}
