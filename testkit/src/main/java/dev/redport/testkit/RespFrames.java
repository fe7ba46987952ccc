package dev.redport.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Follows one direction of a RESP connection byte by byte and tells where its top-level values end, without keeping them.
 * Knows RESP2 and RESP3 and, as requests, inline commands. Not safe for several threads.
 */
final class RespFrames {
    private static final int LONGEST_NAME = 64;

    private final StringBuilder header = new StringBuilder();
    private final StringBuilder word = new StringBuilder();
    private long valuesLeft;
    private long bytesLeft;
    private boolean inPayload;
    private boolean wordDone;
    private char type;

    /** Whether the next byte starts a value. */
    boolean betweenValues() {
        return valuesLeft == 0;
    }

    /** What the last value started with, such as '*' or '&gt;'. */
    char type() {
        return type;
    }

    /** The first word of the last value, which is the command's name if that was a request; in upper case. */
    String word() {
        String text = type == '*' ? word.toString() : word.toString().split(" ", 2)[0];
        return text.toUpperCase(Locale.ROOT);
    }

    /**
     * Takes bytes until a value is complete or there are no more.
     *
     * @return the index after the last byte taken; the value is complete if {@link #betweenValues()} then
     * @throws IllegalArgumentException if the bytes are not RESP
     */
    int take(byte[] bytes, int from, int to) {
        int at = from;
        if (betweenValues() && at < to) {
            type = (char) (bytes[at] & 0xff);
            if (type < '!' || type > '~') {
                throw new IllegalArgumentException("not RESP");
            }
            valuesLeft = 1;
            word.setLength(0);
            wordDone = false;
        }
        while (at < to && valuesLeft > 0) {
            if (inPayload) {
                int step = (int) Math.min(bytesLeft, to - at);
                remember(bytes, at, Math.min(step, (int) Math.max(0, Math.min(bytesLeft - 2, LONGEST_NAME))));
                at += step;
                bytesLeft -= step;
                if (bytesLeft == 0) {
                    inPayload = false;
                    wordDone = true;
                    valuesLeft--;
                }
            } else {
                byte b = bytes[at++];
                if (b == '\n') {
                    headerComplete(header.toString().strip());
                    header.setLength(0);
                } else {
                    header.append((char) (b & 0xff));
                }
            }
        }
        return at;
    }

    private void remember(byte[] bytes, int at, int length) {
        if (!wordDone && word.length() < LONGEST_NAME) {
            word.append(new String(bytes, at, length, StandardCharsets.ISO_8859_1));
        }
    }

    private void headerComplete(String line) {
        if (line.isEmpty()) {
            valuesLeft--;
            return;
        }
        switch (line.charAt(0)) {
            case '*', '~', '>' -> valuesLeft += Math.max(0, number(line)) - 1;
            case '%' -> valuesLeft += 2 * number(line) - 1;
            case '|' -> valuesLeft += 2 * number(line);
            case '$', '=', '!' -> {
                long length = number(line);
                if (length < 0) {
                    valuesLeft--;
                } else {
                    inPayload = true;
                    bytesLeft = length + 2;
                }
            }
            default -> {
                word.append(wordDone ? "" : line);
                wordDone = true;
                valuesLeft--;
            }
        }
    }

    private static long number(String line) {
        return Long.parseLong(line, 1, line.length(), 10);
    }
}
