package dev.redport.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    record User(String name, int age) {}

    record Times(Instant instant, LocalDate date, Duration duration, ZoneId zone) {}

    record Everything(
            long big, BigDecimal exact, List<User> users, Map<String, Double> numbers, Optional<String> maybe) {}

    record Node(@Nullable Node child) {}

    record Any(Object value) {}

    record Picky(String name) {
        Picky {
            if (name.startsWith("canary")) {
                throw new IllegalArgumentException("name: " + name);
            }
        }
    }

    record Boastful(String name) {
        public String getLoud() {
            if (name.startsWith("canary")) {
                throw new IllegalStateException("canary of " + name);
            }
            return name;
        }
    }

    private static byte[] bytes(String json) {
        return json.getBytes(UTF_8);
    }

    private static CodecException refused(Codec<?> codec, byte[] bytes) {
        CodecException[] caught = new CodecException[1];
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> codec.decode(bytes))
                .satisfies(e -> caught[0] = e);
        assertThat(caught[0].kind()).isEqualTo(ErrorKind.CODEC);
        assertThat(caught[0]).hasNoCause();
        return caught[0];
    }

    @Nested
    class Json {
        private final Codec<User> users = Codecs.json(User.class);

        @Test
        void carriesRecords() {
            User user = new User("Zo\u00eb \"\u0000", -1);
            assertThat(users.decode(users.encode(user))).isEqualTo(user);
            assertThat(users.encode(new User("a", 1))).isEqualTo(bytes("{\"name\":\"a\",\"age\":1}"));
        }

        @Test
        void carriesTimes() {
            Codec<Times> codec = Codecs.json(Times.class);
            Times times = new Times(
                    Instant.parse("2026-01-02T03:04:05.123456789Z"),
                    LocalDate.of(2026, 2, 28),
                    Duration.ofNanos(1),
                    ZoneId.of("Europe/Berlin"));
            assertThat(codec.decode(codec.encode(times))).isEqualTo(times);
        }

        @Test
        void carriesNestedAndOptionalParts() {
            Codec<Everything> codec = Codecs.json(Everything.class);
            Everything all = new Everything(
                    Long.MAX_VALUE,
                    new BigDecimal("1234567890123456789.10"),
                    List.of(new User("a", 1)),
                    Map.of("pi", Math.PI),
                    Optional.empty());
            assertThat(codec.decode(codec.encode(all))).isEqualTo(all);
        }

        @Test
        void carriesGenericTypes() {
            Codec<List<User>> codec = Codecs.json(listOf(User.class));
            List<User> list = List.of(new User("a", 1), new User("b", 2));
            assertThat(codec.decode(codec.encode(list))).isEqualTo(list);
        }

        @Test
        void skipsFieldsItDoesNotKnow() {
            assertThat(users.decode(bytes("{\"name\":\"a\",\"new\":{\"x\":[1]},\"age\":1}")))
                    .isEqualTo(new User("a", 1));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "{",
                    "{\"name\":\"canary\"",
                    "{\"name\":\"canary\",\"age\":\"canary\"}",
                    "{\"name\":{\"canary\":1},\"age\":1}",
                    "[\"canary\"]",
                    "\"canary\"",
                    "canary",
                    "{\"name\":\"a\",\"age\":1} canary",
                    "{'name':'canary','age':1}"
                })
        void refusesOtherDataWithoutShowingIt(String json) {
            assertThat(refused(users, bytes(json)))
                    .hasMessageEndingWith("(expected: JSON of a dev.redport.cache.CodecsTest$User)")
                    .hasMessageNotContaining("canary");
        }

        @Test
        void refusesBytesThatAreNoText() {
            refused(users, new byte[] {(byte) 0xC7, 1, 'V', 0});
            refused(Codecs.json(String.class), new byte[] {'"', (byte) 0xC3, '"'});
        }

        @Test
        void doesNotShowWhatTheValueItselfSays() {
            Codec<Picky> picky = Codecs.json(Picky.class);
            assertThat(refused(picky, bytes("{\"name\":\"canary\"}"))).hasMessageNotContaining("canary");

            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(() -> Codecs.json(Boastful.class).encode(new Boastful("canary")))
                    .withMessageStartingWith("value: ")
                    .withMessageEndingWith("(expected: a dev.redport.cache.CodecsTest$Boastful that Jackson can write)")
                    .withMessageNotContaining("canary")
                    .withNoCause();
        }

        @Test
        void nestsToALimitSoThatNoEntryExhaustsTheStack() {
            Codec<Node> nodes = Codecs.json(Node.class);
            assertThat(nodes.decode(bytes(nested("{\"child\":", 100, "}")))).isNotNull();
            refused(nodes, bytes(nested("{\"child\":", 101, "}")));
            refused(nodes, bytes(nested("{\"child\":", 100_000, "}")));
            refused(users, bytes(nested("{\"unknown\":", 101, "}")));
            refused(Codecs.json(Object.class), bytes(nested("[", 100_000, "]")));
        }

        private String nested(String open, int depth, String close) {
            return open.repeat(depth) + (open.equals("[") ? "" : "null") + close.repeat(depth);
        }

        @Test
        void makesNoTypeThatTheDataNames() {
            String named = "{\"@class\":\"java.net.URL\",\"@type\":\"java.io.File\",\"value\":\"x\"}";
            assertThat(Codecs.json(Object.class).decode(bytes(named)))
                    .isExactlyInstanceOf(LinkedHashMap.class)
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsKeys("@class", "@type");
            Any any = Codecs.json(Any.class).decode(bytes("{\"@class\":\"java.io.File\",\"value\":" + named + "}"));
            assertThat(any.value()).isExactlyInstanceOf(LinkedHashMap.class);
            Object list = Codecs.json(Object.class).decode(bytes("[\"java.io.File\",\"/etc/passwd\"]"));
            assertThat(list).isEqualTo(List.of("java.io.File", "/etc/passwd"));
        }

        private Type listOf(Class<?> element) {
            return new ParameterizedType() {
                @Override
                public Type[] getActualTypeArguments() {
                    return new Type[] {element};
                }

                @Override
                public Type getRawType() {
                    return List.class;
                }

                @Override
                public @Nullable Type getOwnerType() {
                    return null;
                }
            };
        }
    }

    @Nested
    class Text {
        private final Codec<String> text = Codecs.string();

        @Test
        void isUtf8() {
            for (String value : List.of("", "a", "gr\u00fcn", "\uD83D\uDE00", "\u0000")) {
                assertThat(text.encode(value)).isEqualTo(value.getBytes(UTF_8));
                assertThat(text.decode(text.encode(value))).isEqualTo(value);
            }
        }

        @Test
        void isRefusedWhenMalformed() {
            byte[][] malformed = {
                {(byte) 0xC3},
                {(byte) 0xFF},
                {'a', (byte) 0x80},
                {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                {(byte) 0xC0, (byte) 0x80}
            };
            for (byte[] bytes : malformed) {
                assertThatExceptionOfType(CodecException.class)
                        .isThrownBy(() -> text.decode(bytes))
                        .withMessage("value: bytes (expected: UTF-8 text)")
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.CODEC));
            }
        }
    }

    @Test
    void copiesTheBytesThatArePut() {
        Codec<byte[]> codec = Codecs.bytes();
        byte[] value = {1, 2};

        byte[] encoded = codec.encode(value);

        assertThat(encoded).isEqualTo(value).isNotSameAs(value);
        assertThat(codec.decode(encoded)).isEqualTo(value);
    }
}
