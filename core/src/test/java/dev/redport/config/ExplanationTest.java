package dev.redport.config;

import static dev.redport.config.Variable.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Explanation.Origin;
import dev.redport.config.Explanation.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(10)
final class ExplanationTest {
    private static final String CANARY = "c4n4ry";

    private static Setting of(Variable variable, Map<String, String> variables) {
        return RedisConfig.explain(variables).settings().stream()
                .filter(setting -> setting.variable() == variable)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void namesEveryVariableWithItsDefaultIfNothingIsSet() {
        Explanation nothing = RedisConfig.explain(Map.of());
        assertThat(nothing.problems()).isEmpty();
        assertThat(nothing.warnings()).isEmpty();
        assertThat(nothing.settings().stream().map(Setting::variable)).containsExactly(Variable.values());
        assertThat(nothing.settings())
                .filteredOn(each -> each.origin() == Origin.DEFAULT)
                .allSatisfy(each -> {
                    assertThat(each.shown()).isEqualTo(each.variable().defaultText());
                    assertThat(each.source()).isEqualTo(each.variable());
                });
    }

    @Test
    void saysWhichVariableGaveAValue() {
        Map<String, String> variables = Map.of(
                "REDIS_URL", "rediss://app:" + CANARY + "@redis.internal:6380/2",
                "REDIS_READ_TIMEOUT", "1500ms",
                "REDIS_TLS_ENABLED", "true",
                "REDIS_DB", "");
        assertThat(of(REDIS_URL, variables))
                .isEqualTo(new Setting(
                        REDIS_URL, "rediss://app:***@redis.internal:6380/2", Origin.ENVIRONMENT, REDIS_URL));
        assertThat(of(REDIS_HOST, variables))
                .isEqualTo(new Setting(REDIS_HOST, "redis.internal", Origin.URL, REDIS_URL));
        assertThat(of(REDIS_DB, variables)).isEqualTo(new Setting(REDIS_DB, "2", Origin.URL, REDIS_URL));
        assertThat(of(REDIS_PASSWORD, variables)).isEqualTo(new Setting(REDIS_PASSWORD, "***", Origin.URL, REDIS_URL));
        assertThat(of(REDIS_TLS_ENABLED, variables).origin()).isEqualTo(Origin.ENVIRONMENT);
        assertThat(of(REDIS_READ_TIMEOUT, variables))
                .isEqualTo(new Setting(REDIS_READ_TIMEOUT, "1.5s", Origin.ENVIRONMENT, REDIS_READ_TIMEOUT));
        assertThat(of(REDIS_POOL_TIMEOUT, variables))
                .isEqualTo(new Setting(REDIS_POOL_TIMEOUT, "1.5s", Origin.OTHER, REDIS_READ_TIMEOUT));
        assertThat(of(REDIS_SENTINEL_TLS_ENABLED, variables))
                .isEqualTo(new Setting(REDIS_SENTINEL_TLS_ENABLED, "true", Origin.OTHER, REDIS_TLS_ENABLED));
    }

    @Test
    void saysThatAPasswordIsInAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), CANARY);
        Map<String, String> variables = Map.of("REDIS_PASSWORD_FILE", file.toString());
        assertThat(of(REDIS_PASSWORD, variables))
                .isEqualTo(new Setting(REDIS_PASSWORD, "***", Origin.FILE, REDIS_PASSWORD_FILE));
        assertThat(of(REDIS_PASSWORD_FILE, variables).shown()).isEqualTo(file.toString());
        assertThat(of(REDIS_SENTINEL_PASSWORD, variables).shown()).isEmpty();
    }

    @Test
    void tellsWhatTheConfigurationWouldThrowAndWhichNamesAreUnknown() {
        Map<String, String> wrong = Map.of("REDIS_PORT", "0", "REDIS_POOL_SIZE", "many", "REDIS_PASWORD", CANARY);
        Explanation explanation = RedisConfig.explain(wrong);
        assertThat(explanation.problems().stream().map(Problem::toString))
                .isEqualTo(Problematic.lines(wrong))
                .hasSize(2);
        assertThat(explanation.warnings()).singleElement().asString().contains("REDIS_PASWORD", "REDIS_PASSWORD");
        assertThat(of(REDIS_POOL_SIZE, wrong))
                .isEqualTo(new Setting(REDIS_POOL_SIZE, "10", Origin.DEFAULT, REDIS_POOL_SIZE));
    }

    @ParameterizedTest
    @EnumSource
    void noSecretIsShownWhereverItStands(Variable misplaced, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), CANARY);
        String url = "redis://app:" + CANARY + "@host:6379";
        for (String given : new String[] {url, url + "/x", "app:" + CANARY + "@host", file.toString()}) {
            Map<String, String> variables = new HashMap<>();
            variables.put("REDIS_PASSWORD", CANARY);
            variables.put("REDIS_SENTINEL_PASSWORD", CANARY);
            variables.put("REDIS_PASSW0RD", CANARY);
            variables.put(misplaced.name(), given);
            assertThat(RedisConfig.explain(variables).toString()).doesNotContain(CANARY);
        }
    }
}
