package dev.redport.doctor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * All findings of one examination, in the order of the checks. Immutable and thread-safe.
 *
 * @param findings at least one for each check that was asked for
 * @param startedAt when the examination began
 * @param took how long it took
 * @since 0.1.0
 */
public record Report(List<Finding> findings, Instant startedAt, Duration took) {
    /** Copies the findings. */
    public Report {
        findings = List.copyOf(findings);
        requireNonNull(startedAt, "startedAt");
        requireNonNull(took, "took");
    }

    /**
     * The worst of all findings.
     *
     * @return its status; PASS if there are none
     */
    public Status worst() {
        return findings.stream().map(Finding::status).reduce(Status.PASS, Status::orWorse);
    }

    /**
     * How many findings have a status.
     *
     * @param status the status
     * @return the number
     */
    public long count(Status status) {
        return findings.stream().filter(finding -> finding.status() == status).count();
    }

    /**
     * The status a program should end with.
     *
     * @param strict whether a warning counts
     * @return 2 after a FAIL, 1 after a WARN if they count, else 0
     */
    public int exitStatus(boolean strict) {
        return switch (worst()) {
            case FAIL -> 2;
            case WARN -> strict ? 1 : 0;
            case PASS, SKIP -> 0;
        };
    }

    /**
     * The report for people: faults first.
     *
     * @return several lines, each ended by a line feed
     */
    public String toText() {
        return TextReport.of(this);
    }

    /**
     * The report for programs.
     *
     * @return one JSON object with {@code status}, {@code counts} and {@code findings}
     */
    public String toJson() {
        return JsonReport.of(this);
    }

    /**
     * The report for build servers: a test case for each finding; FAIL is a failure, SKIP is skipped, WARN is told in the output.
     *
     * @return a JUnit XML document
     */
    public String toJUnit() {
        return JUnitReport.of(this);
    }
}
