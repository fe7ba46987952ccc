package dev.redport.doctor;

import java.util.stream.Collectors;

/** Text broken into lines at its spaces. */
final class Wrapped {
    private static final int WIDTH = 100;

    private Wrapped() {}

    /** The text as an item of a list: a dash, and the lines below the first one step in. */
    static String item(String text) {
        return wrapped("- ", "  ", text);
    }

    /** The text, each of its lines by itself. */
    static String text(String text) {
        return text.lines().map(line -> wrapped("", "", line)).collect(Collectors.joining("\n"));
    }

    private static String wrapped(String first, String next, String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(first);
        String gap = "";
        for (String word : text.split(" ", -1)) {
            if (!gap.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append('\n');
                line = new StringBuilder(next);
                gap = "";
            }
            line.append(gap).append(word);
            gap = " ";
        }
        return lines.append(line).toString();
    }
}
