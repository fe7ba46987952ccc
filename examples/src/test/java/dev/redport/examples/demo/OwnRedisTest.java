package dev.redport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.testkit.EmbeddedRedis;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo on a Redis it did not start. */
@Timeout(60)
final class OwnRedisTest {
    private static Options on(String url) {
        return new Options("lettuce", url, 0, true, false);
    }

    @Test
    void leavesOtherKeysAloneAndOnlyKeysThatExpire() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.builder().password("secret").start()) {
            redis.execute("SET", "mine", "untouched");
            for (int run = 0; run < 2; run++) {
                try (DemoService service = DemoService.start(on(redis.url()), Map.of(), (count, total) -> {})) {
                    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
                    assertThat(new SelfCheck(service.address(), nowhere).passes())
                            .isTrue();
                    assertThat(service.embedded()).isEmpty();
                }
            }
            assertThat(redis.execute("GET", "mine")).isEqualTo("untouched");
            assertThat(String.valueOf(redis.execute("KEYS", "*"))).contains("redport-demo:c:city:");
            assertThat(redis.info("keyspace").get("db0")).matches("keys=(\\d+),expires=(\\d+),.*");
            for (Object key : (Iterable<?>) java.util.Objects.requireNonNull(redis.execute("KEYS", "redport-demo:*"))) {
                assertThat((Long) redis.execute("TTL", String.valueOf(key))).isBetween(0L, 300L);
            }
            assertThat(redis.execute("TTL", "mine")).isEqualTo(-1L);
        }
    }

    @Test
    void doesNotStartWithoutRedisAndSaysSoWithoutThePassword() {
        assertThatThrownBy(() -> DemoService.start(
                        on("redis://user:hunter2@127.0.0.1:1"), Map.of("REDIS_MAX_RETRIES", "0"), (count, total) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Redis at 127.0.0.1:1 does not answer: not_connected")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void saysThatThePortIsTaken() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Options taken = new Options("lettuce", redis.url(), redis.port(), false, false);
            assertThatThrownBy(() -> DemoService.start(taken, Map.of(), (count, total) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("--port: " + redis.port() + " is taken (expected: a free one; 0 finds one)");
        }
    }
}
