package dev.redport.token;

/** Reads what {@code marks.lua} writes: {@code hi;cut;} and {@code tag=cut;} for each client with a cut-off of its own. */
final class Marks {
    private Marks() {}

    /** The highest stamp given out. */
    static long highest(String marks) {
        return Long.parseLong(marks.substring(0, marks.indexOf(';')));
    }

    /** The highest cut-off that holds for a client, or for nobody's in particular if the tag is empty. */
    static long cut(String marks, String clientTag) {
        String[] parts = marks.split(";", -1);
        long cut = Long.parseLong(parts[1]);
        for (int i = 2; i < parts.length && !clientTag.isEmpty(); i++) {
            if (parts[i].startsWith(clientTag + "=")) {
                cut = Math.max(cut, Long.parseLong(parts[i].substring(clientTag.length() + 1)));
            }
        }
        return cut;
    }
}
