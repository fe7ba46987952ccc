package dev.redport.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokenSpecTest {
    private static final TokenSpec SPEC = TokenSpec.named("auth", KeyRing.random());
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MILLI = Duration.ofMillis(1);

    private static Arguments refused(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    static Stream<Arguments> refused() {
        Subject anna = Subject.of("anna");
        return Stream.of(
                refused(
                        "name: a:b (expected: 1 to 64 of A-Za-z0-9_.-)",
                        () -> TokenSpec.named("a:b", KeyRing.random())),
                refused(
                        "longest: PT0.999S (expected: PT1S to PT8784H)",
                        () -> SPEC.accessTokens(Duration.ofMillis(999))),
                refused("idle: PT0S (expected: PT0.001S to PT87840H)", () -> SPEC.sessions(Duration.ZERO, DAY)),
                refused(
                        "idle: PT48H (expected: at most the longest life, PT24H)",
                        () -> SPEC.sessions(DAY.multipliedBy(2), DAY)),
                refused(
                        "longest: PT96000H (expected: PT0.001S to PT87840H)",
                        () -> SPEC.refreshTokens(DAY, Duration.ofDays(4000))),
                refused("interval: PT-0.001S (expected: PT0S to PT24H)", () -> SPEC.touchInterval(MILLI.negated())),
                refused("most: 0 (expected: 1 to 1,000)", () -> SPEC.maxSessions(0, SessionLimit.REJECT)),
                refused("most: 1001 (expected: 1 to 1,000)", () -> SPEC.maxFamilies(1001)),
                refused(
                        "window: PT5M0.001S (expected: PT0S to PT5M)",
                        () -> SPEC.grace(Duration.ofMinutes(5).plus(MILLI), 1)),
                refused("uses: -1 (expected: 0 to 1,000)", () -> SPEC.grace(DAY.minus(DAY), -1)),
                refused("skew: PT24H (expected: PT0S to PT5M)", () -> SPEC.clockSkew(DAY)),
                refused("most: PT24H (expected: PT0S to PT1M)", () -> SPEC.cutoffStaleness(DAY)),
                refused("most: -1 (expected: 0 to 10,000,000)", () -> SPEC.rememberDenied(-1)),
                refused(
                        "ttl: PT0S (expected: PT0.001S to PT720H)",
                        () -> OneTimeGrant.of(Purpose.of("p"), anna, Duration.ZERO)),
                refused(
                        "payload: 4097 bytes (expected: at most 4096)",
                        () -> OneTimeGrant.of(Purpose.of("p"), anna, DAY).payload(new byte[4097])),
                refused("purpose: a:b (expected: 1 to 32 of A-Za-z0-9_.-)", () -> Purpose.of("a:b")),
                refused("attribute name: 0 characters (expected: 1 to 64 of A-Za-z0-9_.-)", () -> Patch.remove("")),
                refused("attribute a: 16385 bytes (expected: at most 16384)", () -> Patch.set("a", "x".repeat(16_385))),
                refused(
                        "attribute a: an unpaired surrogate (expected: well-formed Unicode)",
                        () -> Patch.set("a", "\ud800")),
                refused("millis: -1 (expected: 0 to 9999999999999)", () -> new Stamp(-1)),
                refused(
                        "idle: PT0S (expected: PT0.001S to PT87840H)",
                        () -> NewSession.of(anna).lifetime(Duration.ZERO, DAY)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysWhatItExpected(String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void aChangeIsACopy() {
        TokenSpec other = SPEC.accessTokens(DAY)
                .touchInterval(DAY)
                .maxSessions(3, SessionLimit.REJECT)
                .encryptAttributes()
                .maxFamilies(4)
                .grace(MILLI, 5)
                .clockSkew(MILLI)
                .cutoffStaleness(MILLI)
                .rememberDenied(6);
        assertThat(other.accessTokens()).isEqualTo(DAY);
        assertThat(other.touchInterval()).isEqualTo(DAY);
        assertThat(other.maxSessions()).isEqualTo(3);
        assertThat(other.sessionLimit()).isEqualTo(SessionLimit.REJECT);
        assertThat(other.attributesEncrypted()).isTrue();
        assertThat(other.maxFamilies()).isEqualTo(4);
        assertThat(other.grace()).isEqualTo(MILLI);
        assertThat(other.graceUses()).isEqualTo(5);
        assertThat(other.clockSkew()).isEqualTo(MILLI);
        assertThat(other.staleness()).isEqualTo(MILLI);
        assertThat(other.rememberDenied()).isEqualTo(6);
        assertThat(other.name()).isEqualTo("auth");
        assertThat(SPEC.accessTokens()).isEqualTo(Duration.ofHours(1));
        assertThat(SPEC.attributesEncrypted()).isFalse();
        assertThat(other).hasToString("TokenSpec[auth, KeyRing[k1]]");
    }

    @Test
    void aStampOfASecondIsItsBeginning() {
        assertThat(Stamp.ofSecond(Instant.ofEpochMilli(1_999))).isEqualTo(new Stamp(1_000));
        assertThat(new Stamp(1)).isLessThan(new Stamp(2));
    }

    @Test
    void theLastChangeOfAnAttributeCounts() {
        Patch patch = Patch.set("a", "1").andRemove("a").andRemove("b").andSet("b", "2");
        assertThat(patch.toSet()).isEqualTo(Map.of("b", "2"));
        assertThat(patch.toRemove()).containsExactly("a");
        assertThat(patch).hasToString("Patch[1 set, 1 removed]");
    }

    @Test
    void whatIsTooLongOfADeviceIsCutOff() {
        assertThat(new Device("x".repeat(65), "y".repeat(65), ""))
                .isEqualTo(new Device("x".repeat(64), "y".repeat(64), ""));
        assertThat(new Device("", "", "x".repeat(600)).userAgent()).hasSize(512);
        assertThat(new Device("phone", "10.0.0.1", "Moz")).hasToString("Device[***]");
    }
}
