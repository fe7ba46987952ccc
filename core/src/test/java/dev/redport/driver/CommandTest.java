package dev.redport.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    private static final byte[] KEY = "canary-key".getBytes(UTF_8);

    @Test
    void takesTheReplayClassOfItsVerbUnlessToldOtherwise() {
        Command set = Command.of(Verb.SET, KEY, KEY);

        assertThat(set.replay()).isEqualTo(Replay.SAME_STATE);
        assertThat(set.withReplay(Replay.NEVER).replay()).isEqualTo(Replay.NEVER);
        assertThat(set.withReplay(Replay.NEVER).args()).isSameAs(set.args());
        assertThat(set.replay()).as("the original").isEqualTo(Replay.SAME_STATE);
    }

    @Test
    void knowsItsRoutingKey() {
        Command set = Command.of(Verb.SET, KEY, new byte[0]);

        assertThat(set.hasKey()).isTrue();
        assertThat(set.arg(set.keyPosition())).isSameAs(KEY);
        assertThat(set.size()).isEqualTo(2);
        assertThat(Command.of(Verb.PING).hasKey()).isFalse();
        assertThat(Command.of(Verb.PING).size()).isZero();
    }

    @Test
    void needsItsRoutingKey() {
        assertThatThrownBy(() -> Command.of(Verb.GET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("GET: 0 arguments (expected: a key at position 0)");
        assertThatThrownBy(() -> Command.of(Verb.EVALSHA, KEY, KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("EVALSHA: 2 arguments (expected: a key at position 2)");
    }

    @Test
    void showsNoArgument() {
        assertThat(Command.of(Verb.SET, KEY, KEY)).hasToString("SET[2]");
        assertThat(Command.of(Verb.PING)).hasToString("PING[0]");
    }

    @Test
    void goesToTheServerOfItsKeyOrOfTheOneItIsNear() {
        assertThat(Command.of(Verb.SET, KEY, new byte[0]).routingKey()).isSameAs(KEY);
        assertThat(Command.of(Verb.WAIT).routingKey()).isNull();
        Command near = Command.of(Verb.WAIT).near(KEY);
        assertThat(near.routingKey()).isSameAs(KEY);
        assertThat(near.withReplay(Replay.READ).routingKey()).isSameAs(KEY);
        assertThat(near.size()).isZero();
        assertThatThrownBy(() -> Command.of(Verb.GET, KEY).near(KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("near: GET (expected: a command without a key of its own)");
    }

    @Nested
    class OfAScript {
        private final Script script = Script.of("name", Replay.GUARDED, "return 'gr\u00fcn'");

        @Test
        void namesTheSourceByItsSha() {
            // printf "return 'gr\xc3\xbcn'" | sha1sum
            assertThat(new String(script.call(List.of(KEY)).arg(0), US_ASCII))
                    .isEqualTo("7b7bcf086d59b6709f30fb013dd90e545528dfef");
        }

        @Test
        void listsEveryKeyAndThenTheArguments() {
            byte[] other = {1};
            byte[] arg = {2};
            Command call = script.call(List.of(KEY, other), arg, arg);

            assertThat(call.verb()).isEqualTo(Verb.EVALSHA);
            assertThat(call.replay()).isEqualTo(Replay.GUARDED);
            assertThat(call.arg(1)).isEqualTo("2".getBytes(US_ASCII));
            assertThat(call.arg(2)).isSameAs(KEY);
            assertThat(call.arg(3)).isSameAs(other);
            assertThat(call.arg(4)).isSameAs(arg);
            assertThat(call.size()).isEqualTo(6);
            assertThat(call.arg(call.keyPosition())).isSameAs(KEY);
        }

        @Test
        void countsMoreThanNineKeysInDecimal() {
            assertThat(script.call(java.util.Collections.nCopies(12, KEY)).arg(1))
                    .isEqualTo("12".getBytes(US_ASCII));
        }

        @Test
        void needsAKeyToBeRouted() {
            assertThatThrownBy(() -> script.call(List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("keys: none (expected: every key that name touches)");
        }

        @Test
        void isNotChangedByBeingSentWhole() {
            Command call = script.call(List.of(KEY));
            byte[] sha = call.arg(0);

            Command whole = script.whole(call);

            assertThat(whole.arg(0)).isEqualTo("return 'gr\u00fcn'".getBytes(UTF_8));
            assertThat(whole.script()).isNull();
            assertThat(call.arg(0)).isSameAs(sha);
        }

        @Test
        void showsTheNameOnly() {
            assertThat(script).hasToString("name");
        }

        @Test
        void beginsWithItsHeads() {
            Script script = Script.beside(CommandTest.class, "tail.lua", Replay.READ, "head.lua", "head.lua");
            assertThat(script).hasToString("tail.lua");
            assertThat(script.whole(script.call(List.of(KEY))).arg(0))
                    .isEqualTo("local a = 1\nlocal a = 1\nreturn a\n".getBytes(UTF_8));
        }

        @Test
        void isReadFromAFileThatMustBeThere() {
            assertThatThrownBy(() -> Script.beside(CommandTest.class, "missing.lua", Replay.READ))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("file: missing.lua (expected: a file beside dev.redport.driver.CommandTest)");
        }
    }

    @Nested
    class OfAVerb {
        @ParameterizedTest
        @ValueSource(strings = {"", "get", "GET X", "9GET", "GET\n", "-GET"})
        void needsAName(String name) {
            assertThatThrownBy(() -> new Verb(name, Replay.READ, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("name: " + name + " (expected: a command name in upper case)");
        }

        @Test
        void needsAPositionFromMinusOne() {
            assertThat(new Verb("JSON.GET", Replay.READ, -1)).hasToString("JSON.GET");
            assertThatThrownBy(() -> new Verb("GET", Replay.READ, -2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("keyPosition: -2 (expected: >= -1)");
        }

        @Test
        void isInTheTableOnce() throws IllegalAccessException {
            int constants = 0;
            for (var field : Verb.class.getFields()) {
                if (field.getType() == Verb.class) {
                    assertThat(Verb.all()).contains((Verb) field.get(null));
                    constants++;
                }
            }
            assertThat(Verb.all()).hasSize(constants).extracting(Verb::name).doesNotHaveDuplicates();
        }

        @Test
        void changesNothingWhereItIsARead() {
            assertThat(Verb.all().stream().filter(verb -> verb.replay() == Replay.READ))
                    .extracting(Verb::name)
                    .containsExactlyInAnyOrder(
                            "PING",
                            "HELLO",
                            "GET",
                            "GETRANGE",
                            "MGET",
                            "EXISTS",
                            "PTTL",
                            "SCAN",
                            "TIME",
                            "ZRANGEBYSCORE",
                            "ZREVRANGEBYSCORE",
                            "ZSCORE",
                            "ZCARD",
                            "ZCOUNT",
                            "ZRANGE",
                            "HGET",
                            "HMGET",
                            "HGETALL",
                            "HKEYS",
                            "INFO",
                            "CLUSTER",
                            "SENTINEL");
        }
    }

    @Test
    void mayRunTwiceInEveryReplayClassButOne() {
        assertThat(Replay.values())
                .filteredOn(Replay::repeatable)
                .containsExactly(Replay.READ, Replay.SAME_STATE, Replay.GUARDED);
    }
}
