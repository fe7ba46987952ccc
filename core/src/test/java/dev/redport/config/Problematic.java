package dev.redport.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Collects what a wrong configuration is told. */
final class Problematic {
    private Problematic() {}

    static List<String> lines(ThrowingCallable step) {
        List<String> lines = new ArrayList<>();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(step)
                .satisfies(
                        e -> lines.addAll(String.valueOf(e.getMessage()).lines().toList()));
        return lines;
    }

    static List<String> lines(Map<String, String> environment) {
        return lines(() -> RedisConfig.from(environment));
    }

    static List<String> variables(ThrowingCallable step) {
        return lines(step).stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .toList();
    }
}
