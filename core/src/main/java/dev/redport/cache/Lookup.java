package dev.redport.cache;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * What a lookup found.
 *
 * @param <V> the type of the values
 * @since 0.1.0
 */
public sealed interface Lookup<V> {
    /**
     * The value, if there is one.
     *
     * @return empty for all but a hit
     */
    Optional<V> value();

    /**
     * A value.
     *
     * @param content the value
     * @param version names this very entry, for {@link Cache#replace}
     * @param <V> the type of the values
     */
    record Hit<V>(V content, Version version) implements Lookup<V> {
        /** Checks the parts. */
        public Hit {
            requireNonNull(content, "content");
            requireNonNull(version, "version");
        }

        @Override
        public Optional<V> value() {
            return Optional.of(content);
        }

        @Override
        public String toString() {
            return "Hit";
        }
    }

    /**
     * The knowledge that there is no such value: a loader found none a while ago.
     *
     * @param <V> the type of the values
     */
    record KnownAbsent<V>() implements Lookup<V> {
        @Override
        public Optional<V> value() {
            return Optional.empty();
        }
    }

    /**
     * Nothing is known.
     *
     * @param <V> the type of the values
     */
    record Miss<V>() implements Lookup<V> {
        @Override
        public Optional<V> value() {
            return Optional.empty();
        }
    }
}
