package dev.redport.cache;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The stored format, version 1:
 *
 * <pre>
 * 0      0xC7
 * 1      format version, 1
 * 2      kind: 'V' value, 'A' known absent, 'L' lease
 * 3      flags: bit 0 payload is DEFLATE; all others 0
 * 4-11   stamp: random, new with every write
 * 12-13  length of the header, big-endian: 14, or more where fields follow that a reader may skip
 *        (kept for soft expiry, load cost and tags)
 * then   the payload
 * </pre>
 */
final class Envelope<V> implements EntryFormat<V> {
    private static final byte MAGIC = (byte) 0xC7;
    private static final byte FORMAT = 1;
    private static final int HEADER = 14;
    private static final int DEFLATED = 1;

    private final Codec<V> codec;
    private final int compressAbove;
    private final int maxBytes;

    Envelope(CacheSpec<?, V> spec) {
        codec = spec.codec();
        compressAbove = spec.compressAbove();
        maxBytes = spec.maxBytes();
    }

    @Override
    public byte[] value(V value) {
        byte[] payload = PlainFormat.requireSize(codec.encode(value), maxBytes);
        if (payload.length > compressAbove) {
            byte[] deflated = deflate(payload);
            if (deflated.length < payload.length) {
                return seal('V', DEFLATED, deflated);
            }
        }
        return seal('V', 0, payload);
    }

    @Override
    public byte[] absent() {
        return seal('A', 0, new byte[0]);
    }

    @Override
    public byte[] lease() {
        return seal('L', 0, new byte[0]);
    }

    private static byte[] seal(char kind, int flags, byte[] payload) {
        byte[] stored = new byte[HEADER + payload.length];
        ByteBuffer.wrap(stored)
                .put(MAGIC)
                .put(FORMAT)
                .put((byte) kind)
                .put((byte) flags)
                .putLong(ThreadLocalRandom.current().nextLong())
                .putShort((short) HEADER)
                .put(payload);
        return stored;
    }

    @Override
    public Kind kind(byte[] stored) {
        if (stored.length >= 3 && stored[0] == MAGIC && stored[1] == FORMAT) {
            if (stored[2] == 'A') {
                return Kind.ABSENT;
            }
            if (stored[2] == 'L') {
                return Kind.LEASE;
            }
        }
        return Kind.VALUE;
    }

    @Override
    public V decode(byte[] stored) {
        if (stored.length < HEADER || stored[0] != MAGIC || stored[1] != FORMAT || stored[2] != 'V') {
            throw corrupt("a Redport cache entry of format 1");
        }
        int flags = stored[3];
        int header = (stored[12] & 0xFF) << 8 | (stored[13] & 0xFF);
        if ((flags & ~DEFLATED) != 0 || header < HEADER || header > stored.length) {
            throw corrupt("known flags and a header within the entry");
        }
        byte[] payload = Arrays.copyOfRange(stored, header, stored.length);
        return codec.decode(
                (flags & DEFLATED) != 0 ? inflate(payload, maxBytes) : PlainFormat.requireSize(payload, maxBytes));
    }

    @Override
    public boolean hasMarkers() {
        return true;
    }

    private static byte[] deflate(byte[] payload) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(payload);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(payload.length / 2 + 16);
            byte[] chunk = new byte[4096];
            while (!deflater.finished()) {
                out.write(chunk, 0, deflater.deflate(chunk));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /** Stops as soon as the result passes the limit, so that a small entry cannot fill the memory. */
    private static byte[] inflate(byte[] payload, int max) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(payload);
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(max, payload.length * 4) + 16);
            byte[] chunk = new byte[4096];
            while (!inflater.finished()) {
                int count = inflater.inflate(chunk);
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    throw corrupt("a complete DEFLATE stream");
                }
                out.write(chunk, 0, count);
                if (out.size() > max) {
                    throw new CodecException(
                            ErrorKind.TOO_LARGE,
                            "value: more than " + max + " bytes (expected: <= CacheSpec.maxBytes)");
                }
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw corrupt("a DEFLATE stream");
        } finally {
            inflater.end();
        }
    }

    private static CodecException corrupt(String expected) {
        return new CodecException(ErrorKind.CODEC, "entry: other bytes (expected: " + expected + ")");
    }
}
