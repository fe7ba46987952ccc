package dev.redport.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import tools.jackson.databind.json.JsonMapper;

/**
 * The codecs that come with Redport.
 *
 * @since 0.1.0
 */
public final class Codecs {
    private Codecs() {}

    /**
     * JSON, records and {@code java.time} included. A field that a reader does not know is skipped; the type to create is
     * always the given one, never one named in the data.
     *
     * @param type the type of the values
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> json(Class<V> type) {
        return new JsonCodec<>(requireNonNull(type, "type"), JsonCodec.mapper());
    }

    /**
     * JSON for a generic type such as {@code List<User>}.
     *
     * @param type the type of the values; the caller answers for its being {@code V}
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> json(Type type) {
        return new JsonCodec<>(requireNonNull(type, "type"), JsonCodec.mapper());
    }

    /**
     * JSON with a mapper of one's own. Leave its default typing off: data must not name classes.
     *
     * @param type the type of the values
     * @param mapper the mapper
     * @param <V> the type of the values
     * @return the codec
     */
    public static <V> Codec<V> json(Type type, JsonMapper mapper) {
        return new JsonCodec<>(requireNonNull(type, "type"), requireNonNull(mapper, "mapper"));
    }

    /**
     * Text as UTF-8.
     *
     * @return the codec
     */
    public static Codec<String> string() {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                try {
                    ByteBuffer bytes = UTF_8.newEncoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .encode(CharBuffer.wrap(value));
                    byte[] exact = new byte[bytes.remaining()];
                    bytes.get(exact);
                    return exact;
                } catch (CharacterCodingException e) {
                    throw new CodecException(
                            ErrorKind.CODEC, "value: an unpaired surrogate (expected: Unicode text)", e);
                }
            }

            @Override
            public String decode(byte[] bytes) {
                try {
                    return UTF_8.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
                } catch (CharacterCodingException e) {
                    throw new CodecException(ErrorKind.CODEC, "value: bytes (expected: UTF-8 text)", e);
                }
            }
        };
    }

    /**
     * Bytes as they are; what is put is copied, and what is found is the caller's own.
     *
     * @return the codec
     */
    public static Codec<byte[]> bytes() {
        return new Codec<>() {
            @Override
            public byte[] encode(byte[] value) {
                return value.clone();
            }

            @Override
            public byte[] decode(byte[] bytes) {
                return bytes;
            }
        };
    }
}
