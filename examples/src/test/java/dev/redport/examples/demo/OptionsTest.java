package dev.redport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OptionsTest {
    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), "lettuce");
    }

    @Test
    void hasDefaults() {
        assertThat(parse()).isEqualTo(new Options("lettuce", "", -1, false, false));
    }

    @Test
    void takesValuesAfterABlankOrAnEqualsSign() {
        Options expected = new Options("jedis", "redis://h:1/2?", 7, true, false);
        assertThat(parse("--driver", "jedis", "--redis", "redis://h:1/2?", "--port", "7", "--self-check"))
                .isEqualTo(expected);
        assertThat(parse("--driver=jedis", "--redis=redis://h:1/2?", "--port=7", "--self-check"))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--driver=x | --driver: x (expected: one of lettuce, jedis, redisson)",
                "--driver | --driver: nothing (expected: a value after it)",
                "--port=70000 | --port: 70000 (expected: 0 to 65535)",
                "--port=-1 | --port: -1 (expected: 0 to 65535)",
                "--redis=http://u:hunter2@h | --redis: *** (expected: redis://..., rediss://..., or one of them with -sentinel or -cluster before the colon)",
                "--help=1 | --help: a value (expected: none)",
                "-v | -v: not an option (expected: --driver, --redis, --port, --self-check or --help)"
            })
    void saysWhatIsWrong(String argument, String message) {
        assertThatThrownBy(() -> parse(argument)).hasMessage(message);
    }
}
