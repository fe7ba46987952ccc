package dev.redport.cache;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.lang.reflect.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** JSON through Jackson, without default typing. */
final class JsonCodec<V> implements Codec<V> {
    /** Values nest at most this deep, so that no entry can exhaust the stack. */
    private static final int DEPTH = 100;

    /** Jackson 3 shares its annotations with Jackson 2, of which an application may have an older version. */
    static JsonMapper mapper() {
        try {
            return JsonMapper.builder(JsonFactory.builder()
                            .streamReadConstraints(StreamReadConstraints.builder()
                                    .maxNestingDepth(DEPTH)
                                    .build())
                            .streamWriteConstraints(StreamWriteConstraints.builder()
                                    .maxNestingDepth(DEPTH)
                                    .build())
                            .build())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
        } catch (LinkageError e) {
            throw tooOld(e);
        }
    }

    private static IllegalStateException tooOld(LinkageError e) {
        return new IllegalStateException(
                "com.fasterxml.jackson.core:jackson-annotations: too old for Jackson 3 (expected: 2.22 or newer;"
                        + " manage its version in your build)",
                e);
    }

    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final String type;

    JsonCodec(Type type, JsonMapper mapper) {
        var javaType = mapper.constructType(type);
        this.reader = mapper.readerFor(javaType);
        this.writer = mapper.writerFor(javaType);
        this.type = type.getTypeName();
    }

    @Override
    public byte[] encode(V value) {
        try {
            return writer.writeValueAsBytes(value);
        } catch (JacksonException e) {
            throw failure("a " + type + " that Jackson can write", e);
        } catch (LinkageError e) {
            throw tooOld(e);
        }
    }

    @Override
    public V decode(byte[] bytes) {
        V value;
        try {
            value = reader.readValue(bytes);
        } catch (JacksonException e) {
            throw failure("JSON of a " + type, e);
        } catch (LinkageError e) {
            throw tooOld(e);
        }
        if (value == null) {
            throw new CodecException(ErrorKind.CODEC, "value: null (expected: JSON of a " + type + ")");
        }
        return value;
    }

    /** Jackson's messages quote the data, so only the class name of its exception stays. */
    private static CodecException failure(String expected, JacksonException e) {
        return new CodecException(
                ErrorKind.CODEC, "value: " + e.getClass().getSimpleName() + " (expected: " + expected + ")");
    }
}
