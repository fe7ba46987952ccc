package dev.redport.doctor;

/** What a check came to, before it has a name. */
record Outcome(Status status, String seen, String remedy) {
    static Outcome pass(String seen) {
        return new Outcome(Status.PASS, seen, "");
    }

    static Outcome skip(String reason, String remedy) {
        return new Outcome(Status.SKIP, reason, remedy);
    }

    static Outcome warn(String seen, String remedy) {
        return new Outcome(Status.WARN, seen, remedy);
    }

    static Outcome fail(String seen, String remedy) {
        return new Outcome(Status.FAIL, seen, remedy);
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
