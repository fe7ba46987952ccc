package dev.redport.doctor;

/** A subcommand has no answer; the message says why, and what to do. */
final class CouldNotRunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CouldNotRunException(String message) {
        super(message);
    }
}
