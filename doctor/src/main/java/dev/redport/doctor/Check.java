package dev.redport.doctor;

import java.util.List;
import java.util.function.Function;

/**
 * One check: what it is called, and how it looks. It only ever reads.
 *
 * @param title a statement that should be true
 */
record Check(String id, String title, Chapter chapter, Function<Examination, Outcome> look) {
    /** Every check, in the order of the report. */
    static List<Check> all() {
        return List.of(
                        ConfigChecks.all(),
                        ConnectionChecks.all(),
                        TlsChecks.all(),
                        AccessChecks.all(),
                        ServerChecks.all(),
                        MemoryChecks.all(),
                        PersistenceChecks.all(),
                        SentinelChecks.all(),
                        ClusterChecks.all(),
                        EndpointChecks.all(),
                        AttestedChecks.all())
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    Outcome run(Examination examination) {
        try {
            return look.apply(examination);
        } catch (Inconclusive e) {
            return e.outcome();
        } catch (RuntimeException e) {
            // a server that answers like no Redis we know must not cost the rest of the report
            return Outcome.skip("the answer was not understood: " + e.getClass().getSimpleName(), "look at it by hand");
        }
    }

    Finding finding(Outcome outcome) {
        return new Finding(id, title, outcome.status(), outcome.seen(), outcome.remedy(), chapter.text());
    }
}
