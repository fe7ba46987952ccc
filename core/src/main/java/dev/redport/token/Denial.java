package dev.redport.token;

/**
 * What came of denying a token.
 *
 * @since 0.1.0
 */
public enum Denial {
    /** It is denied from now on. */
    ADDED,
    /** It was denied, and now is for longer. */
    EXTENDED,
    /** It was denied at least as long already. */
    ALREADY,
    /** It has expired, so there was nothing to do. */
    EXPIRED
}
