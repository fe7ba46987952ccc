package dev.redport.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheSpecTest {
    private static final CacheSpec<String, String> SPEC = CacheSpec.named("users", Codecs.string());
    private static final String SPAN = " (expected: PT0.001S to PT87840H)";

    record Wrong(String message, Function<CacheSpec<String, String>, Object> change) {}

    static Stream<Wrong> wrongs() {
        return Stream.of(
                new Wrong("version: 0 (expected: >= 1)", spec -> spec.version(0)),
                new Wrong("ttl: PT0S" + SPAN, spec -> spec.ttl(Duration.ZERO)),
                new Wrong("ttl: PT0.000999S" + SPAN, spec -> spec.ttl(Duration.ofNanos(999_000))),
                new Wrong("ttl: PT-1S" + SPAN, spec -> spec.ttl(Duration.ofSeconds(-1))),
                new Wrong(
                        "ttl: PT87840H0.000000001S" + SPAN,
                        spec -> spec.ttl(Duration.ofDays(3660).plusNanos(1))),
                new Wrong("negativeTtl: PT0S" + SPAN, spec -> spec.negativeTtl(Duration.ZERO)),
                new Wrong("loadTimeout: PT0S" + SPAN, spec -> spec.loadTimeout(Duration.ZERO)),
                new Wrong("jitter: -0.1 (expected: 0 to 0.9)", spec -> spec.jitter(-0.1)),
                new Wrong("jitter: 0.91 (expected: 0 to 0.9)", spec -> spec.jitter(0.91)),
                new Wrong("jitter: NaN (expected: 0 to 0.9)", spec -> spec.jitter(Double.NaN)),
                new Wrong("compressAbove: -1 (expected: >= 0)", spec -> spec.compressAbove(-1)),
                new Wrong("maxBytes: 0 (expected: 1 to 536870912)", spec -> spec.maxBytes(0)),
                new Wrong("maxBytes: 536870913 (expected: 1 to 536870912)", spec -> spec.maxBytes((512 << 20) + 1)),
                new Wrong("maxBatch: 0 (expected: 1 to 100000)", spec -> spec.maxBatch(0)),
                new Wrong("maxBatch: 100001 (expected: 1 to 100000)", spec -> spec.maxBatch(100_001)),
                new Wrong("bypass: 0 (expected: >= 1)", spec -> spec.bypass(0)),
                new Wrong("keyPrefix: users (expected: A-Za-z0-9_.:{}- ending in a colon)", s -> s.sharedAs("users")),
                new Wrong("keyPrefix: u*: (expected: A-Za-z0-9_.:{}- ending in a colon)", s -> s.sharedAs("u*:")),
                new Wrong("keyPrefix:  (expected: A-Za-z0-9_.:{}- ending in a colon)", s -> s.sharedAs("")),
                new Wrong(
                        "negativeTtl: set (expected: unset in a shared cache, which has no negative entries)",
                        spec -> spec.sharedAs("a:").negativeTtl(Duration.ofSeconds(1))),
                new Wrong(
                        "negativeTtl: set (expected: unset in a shared cache, which has no negative entries)",
                        spec -> spec.negativeTtl(Duration.ofSeconds(1)).sharedAs("a:")),
                new Wrong(
                        "compressAbove: set (expected: unset in a shared cache, which stores plain values)",
                        spec -> spec.sharedAs("a:").compressAbove(1)),
                new Wrong(
                        "compressAbove: set (expected: unset in a shared cache, which stores plain values)",
                        spec -> spec.compressAbove(1).sharedAs("a:")));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void saysWhatIsWrongAndWhatIsExpected(Wrong wrong) {
        assertThatThrownBy(() -> wrong.change().apply(SPEC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(wrong.message());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "a*", "{a}", "\u00fc", "a\n"})
    void refusesNamesThatDoNotFitAKey(String name) {
        assertThatThrownBy(() -> CacheSpec.named(name, Codecs.string()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
    }

    @Test
    void takesTheEndsOfEveryRange() {
        assertThat(SPEC.ttl(Duration.ofMillis(1)).ttlMillis()).isEqualTo(1);
        assertThat(SPEC.ttl(Duration.ofDays(3660)).ttlMillis()).isEqualTo(316_224_000_000L);
        assertThat(SPEC.jitter(0).jitter()).isZero();
        assertThat(SPEC.jitter(0.9).jitter()).isEqualTo(0.9);
        assertThat(SPEC.maxBytes(1).maxBytes()).isEqualTo(1);
        assertThat(SPEC.maxBytes(512 << 20).maxBytes()).isEqualTo(512 << 20);
        assertThat(SPEC.maxBatch(100_000).maxBatch()).isEqualTo(100_000);
        assertThat(SPEC.compressAbove(0).compressAbove()).isZero();
        assertThat(CacheSpec.named("n".repeat(64), Codecs.string()).name()).hasSize(64);
        assertThatThrownBy(() -> CacheSpec.named("n".repeat(65), Codecs.string()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(SPEC.version()).isEqualTo(1);
        assertThat(SPEC.ttlMillis()).isEqualTo(3_600_000);
        assertThat(SPEC.jitter()).isEqualTo(0.1);
        assertThat(SPEC.negativeTtlMillis()).isZero();
        assertThat(SPEC.compressAbove()).isEqualTo(Integer.MAX_VALUE);
        assertThat(SPEC.maxBytes()).isEqualTo(1 << 20);
        assertThat(SPEC.maxBatch()).isEqualTo(1_000);
        assertThat(SPEC.loadTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(SPEC.bypass()).isZero();
        assertThat(SPEC.sharedPrefix()).isEmpty();
    }

    @Test
    void keepsEverythingElseInEveryCopy() {
        CacheSpec<String, String> full = SPEC.version(2)
                .ttl(Duration.ofSeconds(3))
                .jitter(0.4)
                .negativeTtl(Duration.ofSeconds(5))
                .compressAbove(6)
                .maxBytes(7)
                .maxBatch(8)
                .loadTimeout(Duration.ofSeconds(9))
                .bypass(10);
        CacheSpec<Integer, String> copy = full.keyedBy(number -> "n" + number);

        assertThat(copy.version()).isEqualTo(2);
        assertThat(copy.ttlMillis()).isEqualTo(3_000);
        assertThat(copy.jitter()).isEqualTo(0.4);
        assertThat(copy.negativeTtlMillis()).isEqualTo(5_000);
        assertThat(copy.compressAbove()).isEqualTo(6);
        assertThat(copy.maxBytes()).isEqualTo(7);
        assertThat(copy.maxBatch()).isEqualTo(8);
        assertThat(copy.loadTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(copy.bypass()).isEqualTo(10);
        assertThat(copy.keyText(11)).isEqualTo("n11");
        assertThat(SPEC.sharedAs("a:").ttl(Duration.ofSeconds(1)).sharedPrefix())
                .isEqualTo("a:");
        assertThat(SPEC.version()).as("the original").isEqualTo(1);
        assertThat(full).hasToString("CacheSpec[users]");
    }
}
