package dev.redport.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
final class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, PT0S",
        "5s, PT5S",
        "1m30s, PT1M30S",
        "1.5s, PT1.5S",
        ".5s, PT0.5S",
        "2.s, PT2S",
        "+3h, PT3H",
        "100ms, PT0.1S",
        "7us, PT0.000007S",
        "7\u00b5s, PT0.000007S",
        "7\u03bcs, PT0.000007S",
        "9ns, PT0.000000009S",
        "1h1m1s1ms, PT1H1M1.001S",
        "1s1h, PT1H1S",
        "0.5ns, PT0S",
        "PT5S, PT5S",
        "P1DT1H, PT25H",
        "PT0.5S, PT0.5S",
        "9223372036854775807ns, PT2562047H47M16.854775807S"
    })
    void readsGoAndIso(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "1.5",
                "+",
                ".",
                "s",
                ".s",
                "-5s",
                "-0",
                "PT-5S",
                "P",
                "PT",
                "5 s",
                " 5s",
                "5s ",
                "5S",
                "5d",
                "1e3s",
                "0x5s",
                "1m-30s",
                "5s5",
                "five",
                "9223372036854775808ns",
                "2562048h",
                "P999999D",
                "99999999999999999999999999999999999999999999999999999999999999999s",
                "PT99999999999999999999H"
            })
    void refusesEverythingElse(String text) {
        assertThat(GoDuration.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT5S, 5s",
        "PT1M30S, 1m30s",
        "PT1H, 1h0m0s",
        "PT0.1S, 100ms",
        "PT0.0015S, 1.5ms",
        "PT0.000007S, 7\u00b5s",
        "PT0.000000009S, 9ns",
        "PT-5S, -5s",
        "PT2562048H, PT2562048H"
    })
    void printsAsGoDoes(Duration duration, String expected) {
        assertThat(GoDuration.print(duration)).isEqualTo(expected);
    }

    @Test
    void readsBackWhatItPrints() {
        Random random = new Random(20261123);
        for (int i = 0; i < 20_000; i++) {
            Duration duration = Duration.ofNanos(random.nextLong() >>> 1 >>> random.nextInt(63));
            assertThat(GoDuration.parse(GoDuration.print(duration))).contains(duration);
        }
    }

    @Test
    void printsTheLongestDurationsOfTheJdk() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        Duration shortest = Duration.ofSeconds(Long.MIN_VALUE);
        assertThat(GoDuration.print(longest)).isEqualTo(longest.toString());
        assertThat(GoDuration.print(shortest)).isEqualTo(shortest.toString());
    }
}
