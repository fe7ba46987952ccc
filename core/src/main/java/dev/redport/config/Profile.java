package dev.redport.config;

import java.util.Locale;

/**
 * How strict the rules are ({@code REDIS_PROFILE}, default {@code development}).
 *
 * @since 0.1.0
 */
public enum Profile {
    /** Only what cannot work is refused. */
    DEVELOPMENT,

    /**
     * What is unsafe under load or on a shared network is refused as well: a password of at least 32
     * characters, TLS and its verification are required; the pool has 10..500 connections; dial, read and
     * write timeouts are at least 1 s; 1..10 retries.
     */
    PRODUCTION;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
