package dev.redport.doctor;

/** A check cannot be finished; it ends with this outcome. */
final class Inconclusive extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    Inconclusive(Outcome outcome) {
        super(outcome.seen(), null, false, false);
        this.outcome = outcome;
    }

    static Inconclusive skip(String reason, String remedy) {
        return new Inconclusive(Outcome.skip(reason, remedy));
    }

    /** Another check tells why. */
    static Inconclusive see(String reason, String check) {
        return new Inconclusive(Outcome.see(reason, check));
    }

    Outcome outcome() {
        return outcome;
    }
}
