package dev.redport.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads RESP2 values one after the other: null, Long, byte[] (bulk), String (status), List or RedisServerError. */
final class RespReader {
    private final InputStream in;

    RespReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    @Nullable
    Object read() throws IOException {
        String line = line();
        String rest = line.isEmpty() ? "" : line.substring(1);
        return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+' -> rest;
            case '-' -> new RedisServerError(rest);
            case ':' -> number(rest);
            case '$' -> bulk((int) number(rest));
            case '*' -> list((int) number(rest));
            default -> throw new IOException("not a RESP2 value");
        };
    }

    private static long number(String text) throws IOException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("not a RESP2 number", e);
        }
    }

    private byte @Nullable [] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length || in.readNBytes(2).length < 2) {
            throw new EOFException("connection closed inside a reply");
        }
        return bytes;
    }

    private @Nullable List<@Nullable Object> list(int size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            items.add(read());
        }
        return items;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("connection closed");
            }
            line.write(b);
        }
        if (in.read() != '\n') {
            throw new EOFException("connection closed inside a line");
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
