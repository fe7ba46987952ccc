package dev.redport.doctor;

/** A check cannot be finished; it ends with this outcome. */
final class Inconclusive extends RuntimeException {
    /** Begins a remedy that is the id of the check that tells why. */
    static final String SEE = "see ";

    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    Inconclusive(Outcome outcome) {
        super(outcome.seen(), null, false, false);
        this.outcome = outcome;
    }

    static Inconclusive skip(String reason, String remedy) {
        return new Inconclusive(Outcome.skip(reason, remedy));
    }

    Outcome outcome() {
        return outcome;
    }
}
