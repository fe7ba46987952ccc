package dev.redport.doctor;

import static java.util.Objects.requireNonNull;

/**
 * What one check found. Names hosts, files and settings, never a secret or a key. Immutable and thread-safe.
 *
 * @param check the id of the check, in lower case with hyphens; the same in every release
 * @param title what is checked, as a statement that should be true
 * @param status what it came to
 * @param seen what was seen, or why nothing was
 * @param remedy what to do; empty where nothing is to be done
 * @param chapter the chapter of the production guide that tells more
 * @since 0.1.0
 */
public record Finding(String check, String title, Status status, String seen, String remedy, String chapter) {
    /** Checks that nothing is null, and makes text of servers safe to print. */
    public Finding {
        requireNonNull(check, "check");
        requireNonNull(title, "title");
        requireNonNull(status, "status");
        seen = printable(seen);
        remedy = printable(remedy);
        requireNonNull(chapter, "chapter");
    }

    private static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
