package dev.redport.token;

/**
 * Is told what happened to tokens, after it happened: sessions, refresh tokens, one-time tokens, denials and cut-offs; not
 * checks. Called on the thread of the caller, so it must be quick, thread-safe, and must not throw; what it throws is logged
 * and dropped. What expires by itself is not told.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TokenListener {
    /**
     * Something happened.
     *
     * @param event what
     */
    void onEvent(TokenEvent event);
}
