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
        List<String> arguments = unmatched.getUnmatched();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith("-")) {
                List<String> like = i == 0 ? unmatched.getSuggestions() : List.of(); // it knows those of the first only
                messages.add("Unknown option: '" + argument.split("=", 2)[0] + "'"
                        + (like.isEmpty() ? "" : " (did you mean " + String.join(" or ", like) + "?)"));
            }
        }
        return messages.isEmpty() ? List.of("Unknown argument (expected: options only)") : messages;
    }
}
