package dev.redport.driver;

/**
 * What happens when a command runs twice, and so whether it may be sent again when the reply to the first try is lost.
 * A command that certainly did not run may always be sent again, whatever its class.
 *
 * @since 0.1.0
 */
public enum Replay {
    /** Changes nothing. */
    READ,
    /** Running it again leaves the same state; its reply may differ. */
    SAME_STATE,
    /** A script that recognises its own repetition by a nonce and gives the same answer again. */
    GUARDED,
    /** Running it twice is a fault: never repeated once it may have run. */
    NEVER;

    /**
     * Tells whether a command that may already have run may be sent again.
     *
     * @return true for all but {@link #NEVER}
     */
    public boolean repeatable() {
        return this != NEVER;
    }
}
