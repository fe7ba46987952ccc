package dev.redport.doctor;

/**
 * What a check came to, the best first.
 *
 * @since 0.1.0
 */
public enum Status {
    /** As it should be. */
    PASS,
    /** Not looked at; the finding says why. */
    SKIP,
    /** Works, but is not as production wants it. */
    WARN,
    /** Must be put right before production. */
    FAIL;

    Status orWorse(Status other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
