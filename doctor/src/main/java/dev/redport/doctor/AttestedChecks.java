package dev.redport.doctor;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** What a person must vouch for. */
final class AttestedChecks {
    private static final int OLD_MONTHS = 12;

    private AttestedChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "firewall",
                        "A firewall lets only the services in",
                        Chapter.SECURITY,
                        e -> vouched(e, "firewall", "try to connect from a machine that must not")),
                new Check(
                        "load-test",
                        "The service was tested under load",
                        Chapter.TUNING,
                        e -> vouched(e, "load-test", "run one, and watch the metrics")));
    }

    private static Outcome vouched(Examination examination, String what, String how) {
        return examination
                .options()
                .attested(what)
                .map(date -> attested(what, date))
                .orElseThrow(() ->
                        Inconclusive.skip("no program can see it", how + "; then say --attest " + what + "=DATE"));
    }

    static Outcome attested(String what, LocalDate date) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (date.isAfter(today.plusDays(1))) {
            return Outcome.fail("attested for " + date + ", which is to come", "give the day it was done");
        }
        return Outcome.advise(
                date.isAfter(today.minusMonths(OLD_MONTHS)),
                "attested: " + what + " of " + date,
                "do it again: it was more than a year ago");
    }
}
