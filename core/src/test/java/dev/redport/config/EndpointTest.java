package dev.redport.config;

import static dev.redport.config.Problematic.lines;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
final class EndpointTest {
    @ParameterizedTest
    @CsvSource({
        "redis.internal, redis.internal, 6379, redis.internal:6379",
        "redis.internal:7000, redis.internal, 7000, redis.internal:7000",
        "10.0.0.1:1, 10.0.0.1, 1, 10.0.0.1:1",
        "[::1], ::1, 6379, [::1]:6379",
        "[fe80::1%eth0]:65535, fe80::1%eth0, 65535, [fe80::1%eth0]:65535"
    })
    void isReadAndWrittenAlike(String text, String host, int port, String written) {
        assertThat(Endpoint.parse(text)).isEqualTo(new Endpoint(host, port)).hasToString(written);
        assertThat(Endpoint.parse(written)).isEqualTo(Endpoint.parse(text));
    }

    @Test
    void takesTheGivenPortIfItNamesNone() {
        assertThat(Endpoint.parse("a", 26379)).isEqualTo(new Endpoint("a", 26379));
        assertThat(Endpoint.parse("a:1", 26379)).isEqualTo(new Endpoint("a", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":1",
                "a:",
                "a:b",
                "a:0",
                "a:65536",
                "a:123456",
                "a:1:2",
                "::1",
                "[::1",
                "[::1]1",
                "[a]",
                "[]",
                "[a:b]",
                "a b",
                "a,b",
                "redis://a",
                "a/0",
                "a:1 "
            })
    void isRefusedIfItIsSomethingElse(String text) {
        assertThat(lines(() -> Endpoint.parse(text))).hasSize(1);
    }

    @Test
    void isRefusedWithEveryProblem() {
        assertThat(lines(() -> new Endpoint("a:b", 0)))
                .containsExactly(
                        "host: a:b (expected: a host name or IP address, without port)",
                        "port: 0 (expected: 1..65535)");
    }

    @Test
    void hidesAPasswordInAWrongPlace() {
        assertThat(lines(() -> Endpoint.parse("redis://:c4n4ry@h"))).noneMatch(line -> line.contains("c4n4ry"));
    }
}
