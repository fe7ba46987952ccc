package dev.redport.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Data that wants to be code, a command or a class stays data.
 *
 * @since 0.1.0
 */
public abstract class HostileDataContract extends CacheFixture {
    private static final String[] WANTS_TO_BE_CODE = {
        "' .. redis.call('FLUSHALL') .. '",
        "]] redis.call('FLUSHALL') --[[",
        "\r\n*1\r\n$8\r\nFLUSHALL\r\n",
        "$(FLUSHALL)\u0000",
        "%d %s %n",
        "KEYS[1]",
        "\u00c7\u0001A",
        ""
    };
    private static final int ROUNDS = 150;

    /** For subclasses. */
    protected HostileDataContract() {}

    @Test
    void scriptsTakeAnyBytesForWhatTheyAre() {
        Cache<String, byte[]> raw = Cache.over(context, CacheSpec.named("raw", Codecs.bytes()));
        redis.execute("SET", "bystander", "untouched");
        Random random = new Random(7);
        for (int i = 0; i < ROUNDS; i++) {
            String key = i + text(random);
            byte[] first = text(random).getBytes(UTF_8);
            byte[] second = new byte[random.nextInt(40)];
            random.nextBytes(second);

            assertThat(raw.putIfAbsent(key, first)).isTrue();
            assertThat(raw.putIfAbsent(key, second)).isFalse();
            assertThat(raw.lookup(key))
                    .isInstanceOfSatisfying(
                            Lookup.Hit.class,
                            hit -> assertThat(raw.replace(key, hit.version(), second))
                                    .isTrue());
            assertThat(raw.touch(key, Duration.ofMinutes(1))).isTrue();
            assertThat(raw.find(key))
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(second));
            raw.invalidate(key);
            assertThat(raw.getOrLoad(key, missing -> first)).isEqualTo(first);
            assertThat(raw.find(key))
                    .hasValueSatisfying(found -> assertThat(found).isEqualTo(first));
        }
        assertThat(redis.keys()).isEqualTo(ROUNDS + 1);
        assertThat(redis.execute("GET", "bystander")).isEqualTo("untouched");
    }

    private static String text(Random random) {
        return WANTS_TO_BE_CODE[random.nextInt(WANTS_TO_BE_CODE.length)] + random.nextInt(1_000);
    }

    /** As the gadgets of known attacks: being made, or being given a name, is the harm. */
    static final class Gadget implements Serializable {
        static final AtomicInteger MADE = new AtomicInteger();
        private static final long serialVersionUID = 1;

        Gadget() {
            MADE.incrementAndGet();
        }

        public void setName(String name) {
            MADE.incrementAndGet();
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            MADE.incrementAndGet();
        }
    }

    /** A field of any type, which default typing would let the data choose. */
    record Anything(Object any) {}

    @Test
    void noClassIsMadeBecauseTheDataNamesIt() throws IOException {
        byte[] serialized = serialized(new Gadget());
        Gadget.MADE.set(0);
        String name = Gadget.class.getName();
        Cache<String, Anything> anything =
                Cache.over(context, CacheSpec.named("any", Anything.class).sharedAs("any:"));
        for (String typed : List.of(
                "[\"" + name + "\",{\"name\":\"x\"}]",
                "{\"@class\":\"" + name + "\",\"@type\":\"" + name + "\",\"class\":\"" + name + "\",\"name\":\"x\"}")) {
            redis.execute("SET", "any:a", "{\"any\":" + typed + "}");
            assertThat(anything.find("a"))
                    .hasValueSatisfying(found -> assertThat(found.any()).isInstanceOfAny(List.class, Map.class));
            redis.execute("SET", "any:a", typed);
            assertThat(anything.find("a").map(Anything::any)).isEmpty();
        }
        redis.owner("any:a").executeBinary(bytes("SET"), bytes("any:a"), serialized);
        assertThat(anything.lookup("a")).isInstanceOf(Lookup.Miss.class);
        assertThat(redis.execute("EXISTS", "any:a")).as("removed").isEqualTo(0L);
        redis.owner("test:c:user:v1:a").executeBinary(bytes("SET"), bytes("test:c:user:v1:a"), serialized);
        assertThat(users.lookup("a")).isInstanceOf(Lookup.Miss.class);
        assertThat(Gadget.MADE).hasValue(0);
    }

    private static byte[] serialized(Object gadget) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(gadget);
        }
        return bytes.toByteArray();
    }

    @Test
    void oneOverALimitIsRefusedAndNothingIsSent() {
        Cache<String, byte[]> raw = Cache.over(
                context, CacheSpec.named("raw", Codecs.bytes()).maxBytes(100).maxBatch(2));
        raw.put("warm", new byte[100]);
        redis.resetStats();

        assertThatThrownBy(() -> raw.put("a", new byte[101])).satisfies(HostileDataContract::isTooLarge);
        assertThatThrownBy(() -> raw.putIfAbsent("a", new byte[101])).satisfies(HostileDataContract::isTooLarge);
        assertThatThrownBy(() -> raw.putAll(Map.of("a", new byte[101], "b", new byte[1])))
                .satisfies(HostileDataContract::isTooLarge);
        assertThatThrownBy(() -> raw.findAll(List.of("a", "b", "c"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> raw.invalidateAll(List.of("a", "b", "c")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> raw.find("k".repeat(257))).isInstanceOf(IllegalArgumentException.class);

        for (String command : List.of("set", "get", "mget", "evalsha", "eval", "unlink")) {
            assertThat(redis.commandCount(command)).as(command).isZero();
        }
    }

    private static void isTooLarge(Throwable refused) {
        assertThat(refused)
                .isInstanceOfSatisfying(
                        CodecException.class,
                        e -> assertThat(((RedisException) e).kind()).isEqualTo(ErrorKind.TOO_LARGE));
    }
}
