package dev.redport.doctor;

/**
 * What a check came to, before it has a name.
 *
 * @param cause the id of the check that tells why it could not be made, or nothing
 */
record Outcome(Status status, String seen, String remedy, String cause) {
    private Outcome(Status status, String seen, String remedy) {
        this(status, seen, remedy, "");
    }

    static Outcome pass(String seen) {
        return new Outcome(Status.PASS, seen, "");
    }

    static Outcome skip(String reason, String remedy) {
        return new Outcome(Status.SKIP, reason, remedy);
    }

    static Outcome see(String reason, String check) {
        return new Outcome(Status.SKIP, reason, "see " + check, check);
    }

    static Outcome warn(String seen, String remedy) {
        return new Outcome(Status.WARN, seen, remedy);
    }

    static Outcome fail(String seen, String remedy) {
        return new Outcome(Status.FAIL, seen, remedy);
    }

    /** The same in other words. */
    Outcome saying(String words) {
        return new Outcome(status, words, remedy, cause);
    }

    /** Passes with what was seen if it is right, and else fails with it. */
    static Outcome require(boolean right, String seen, String remedy) {
        return right ? pass(seen) : fail(seen, remedy);
    }

    /** Passes with what was seen if it is right, and else warns of it. */
    static Outcome advise(boolean right, String seen, String remedy) {
        return right ? pass(seen) : warn(seen, remedy);
    }
}
