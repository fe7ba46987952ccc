package dev.redport.benchmarks.bench;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is said of options that could not be read. What stands behind a wrong one is not shown: it may be a password. */
final class UnreadOptions {
    private UnreadOptions() {}

    static List<String> of(Exception error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            return List.of(String.valueOf(error.getMessage()));
        }
        List<String> messages = new ArrayList<>();
        for (String argument : unmatched.getUnmatched()) {
            if (argument.startsWith("-")) {
                messages.add("Unknown option: '" + argument.split("=", 2)[0] + "'" + nearest(unmatched));
            }
        }
        return messages.isEmpty() ? List.of("Unknown argument (expected: options only)") : messages;
    }

    /** Picocli knows what is like the first one only. */
    private static String nearest(UnmatchedArgumentException unmatched) {
        List<String> like = unmatched.getSuggestions();
        return like.isEmpty() ? "" : " (did you mean " + String.join(" or ", like) + "?)";
    }
}
