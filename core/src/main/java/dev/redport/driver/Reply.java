package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the server answered, or why there is no answer: nil, an integer, bytes, a list of replies, or a failure.
 *
 * <p>A thin view without copying: arrays that come out must not be changed. {@link #toString} names the shape, never the
 * content. Immutable under that rule, and thread-safe.
 *
 * @since 0.1.0
 */
public final class Reply {
    private static final Reply NIL = new Reply(null);

    private final @Nullable Object raw;

    private Reply(@Nullable Object raw) {
        this.raw = raw;
    }

    /**
     * Wraps what a client delivered.
     *
     * @param raw null, {@code Long}, {@code byte[]}, {@code String}, {@link RedisException} or a {@code List} of these
     * @return the reply
     * @throws IllegalArgumentException for anything else
     */
    public static Reply of(@Nullable Object raw) {
        if (raw == null) {
            return NIL;
        }
        if (raw instanceof byte[] || raw instanceof Long || raw instanceof List || raw instanceof RedisException) {
            return new Reply(raw);
        }
        if (raw instanceof String text) {
            return new Reply(text.getBytes(UTF_8));
        }
        throw new IllegalArgumentException(
                "raw: " + raw.getClass().getName() + " (expected: null, Long, byte[], String, RedisException or List)");
    }

    /**
     * Tells whether the server answered nil: nothing there.
     *
     * @return true for nil
     */
    public boolean isNil() {
        return raw == null;
    }

    /**
     * Tells whether this is a failure.
     *
     * @return true if {@link #error} has one
     */
    public boolean isError() {
        return raw instanceof RedisException;
    }

    /**
     * Tells whether this is an integer.
     *
     * @return true if {@link #integer} has one
     */
    public boolean isInteger() {
        return raw instanceof Long;
    }

    /**
     * Tells whether this is a list.
     *
     * @return true if {@link #list} has one
     */
    public boolean isList() {
        return raw instanceof List;
    }

    /**
     * The failure, if this is one.
     *
     * @return the failure, or null
     */
    public @Nullable RedisException error() {
        return raw instanceof RedisException e ? e : null;
    }

    /**
     * This reply, unless it is a failure.
     *
     * @return this
     * @throws RedisException the failure
     */
    public Reply orThrow() {
        if (raw instanceof RedisException e) {
            throw e.here();
        }
        return this;
    }

    /**
     * The bytes of a string reply.
     *
     * @return the bytes, not a copy; null for nil
     * @throws RedisException if this is a failure, or a reply of another shape
     */
    public byte @Nullable [] bytes() {
        if (raw == null || raw instanceof byte[]) {
            return (byte[]) raw;
        }
        throw unexpected("bytes");
    }

    /**
     * A string reply as UTF-8 text.
     *
     * @return the text
     * @throws RedisException if this is a failure, nil, or a reply of another shape
     */
    public String text() {
        if (raw instanceof byte[] bytes) {
            return new String(bytes, UTF_8);
        }
        throw unexpected("text");
    }

    /**
     * An integer reply.
     *
     * @return the integer
     * @throws RedisException if this is a failure, or a reply of another shape
     */
    public long integer() {
        if (raw instanceof Long number) {
            return number;
        }
        throw unexpected("an integer");
    }

    /**
     * A list reply.
     *
     * @return a view of the elements; failures stay per element
     * @throws RedisException if this is a failure, or a reply of another shape
     */
    public List<Reply> list() {
        if (raw instanceof List<?> elements) {
            return new AbstractList<>() {
                @Override
                public Reply get(int index) {
                    return Reply.of(elements.get(index));
                }

                @Override
                public int size() {
                    return elements.size();
                }
            };
        }
        throw unexpected("a list");
    }

    /** About how many bytes it took on the way, lists counted in part. */
    long size() {
        if (raw instanceof byte[] bytes) {
            return bytes.length;
        }
        return raw instanceof List<?> elements ? size(elements) : 8;
    }

    /** By the first element of each list, because most lists are of like things. */
    private static long size(List<?> elements) {
        if (elements.isEmpty()) {
            return 8;
        }
        Object first = elements.get(0);
        long each = first instanceof byte[] bytes ? bytes.length : first instanceof List<?> inner ? size(inner) : 8;
        return elements.size() * each;
    }

    private RedisException unexpected(String expected) {
        if (raw instanceof RedisException e) {
            return e.here();
        }
        return new RedisRejectedException(ErrorKind.OTHER, "reply: " + this + " (expected: " + expected + ")");
    }

    @Override
    public String toString() {
        if (raw == null) {
            return "nil";
        }
        if (raw instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (raw instanceof List<?> elements) {
            return "list of " + elements.size();
        }
        return raw instanceof RedisException e ? "error " + e.kind().tag() : "integer";
    }
}
