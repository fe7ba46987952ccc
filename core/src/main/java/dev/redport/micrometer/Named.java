package dev.redport.micrometer;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The meters of each cache or limiter by its name, made with its first use; one and the same after the first hundred. */
final class Named<M> {
    private static final int MOST = 100;
    private static final String OTHER = "other";

    private final Function<String, M> register;
    private final Map<String, M> known = new ConcurrentHashMap<>();
    private volatile @Nullable M others;

    Named(Function<String, M> register) {
        this.register = register;
    }

    M of(String name) {
        M found = known.get(name);
        if (found != null) {
            return found;
        }
        M shared = others;
        return shared != null ? shared : made(name);
    }

    private synchronized M made(String name) {
        if (known.size() < MOST) {
            return known.computeIfAbsent(name, register);
        }
        M found = known.get(name);
        if (found != null) {
            return found;
        }
        M shared = others;
        if (shared == null) {
            shared = register.apply(OTHER);
            others = shared;
        }
        return shared;
    }
}
