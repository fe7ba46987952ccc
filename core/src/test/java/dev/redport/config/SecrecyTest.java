package dev.redport.config;

import static dev.redport.config.Problematic.lines;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
final class SecrecyTest {
    private static final String CANARY = "c4n4ry";

    @Test
    void secretNeverPrintsItself() {
        assertThat(Secret.of(CANARY)).hasToString("***");
        assertThat(new Credentials("app", Secret.of(CANARY)).toString()).doesNotContain(CANARY);
    }

    @Test
    void secretsAreEqualByTextButHashAlike() {
        assertThat(Secret.of(CANARY)).isEqualTo(Secret.of(CANARY)).hasSameHashCodeAs(Secret.of("other"));
        assertThat(Secret.of(CANARY)).isNotEqualTo(Secret.of("other")).isNotEqualTo(CANARY);
        assertThat(Secret.of("").isEmpty()).isTrue();
        assertThat(Secret.of(CANARY).revealChars()).isEqualTo(CANARY.toCharArray());
    }

    @Test
    void configurationPrintsNoSecret(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), CANARY);
        record Leaky(String secret) implements Supplier<Credentials> {
            @Override
            public Credentials get() {
                return new Credentials("app", Secret.of(secret));
            }
        }
        for (RedisConfig config : List.of(
                RedisConfig.of("redis://:" + CANARY + "@localhost"),
                RedisConfig.builder()
                        .password(CANARY)
                        .tlsKeyPassword(Secret.of(CANARY))
                        .build(),
                RedisConfig.builder().passwordFile(file).build(),
                RedisConfig.builder().credentials(new Leaky(CANARY)).build())) {
            assertThat(config.credentials().get().password().reveal()).isEqualTo(CANARY);
            assertThat(config.toString()).contains("localhost").doesNotContain(CANARY);
            assertThat(config.tls().toString()).doesNotContain(CANARY);
        }
    }

    @Test
    void problemsShowNoSecretEvenInAWrongPlace() {
        String url = "redis://app:" + CANARY + "@host:6379";
        for (Variable variable : Variable.values()) {
            Map<String, String> environment = new HashMap<>();
            environment.put("REDIS_PROFILE", "production");
            environment.put("REDIS_PASSWORD", CANARY);
            environment.put("REDIS_URL", url + "/" + CANARY);
            environment.put(variable.name(), url);
            assertThat(lines(environment)).isNotEmpty().noneMatch(line -> line.contains(CANARY));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_PASSWORD_FILE", "REDIS_SENTINEL_PASSWORD_FILE", "REDIS_TLS_KEY_PASSWORD_FILE"})
    void aPasswordInPlaceOfItsFileIsHidden(String file) {
        Map<String, String> environment = new HashMap<>();
        environment.put("REDIS_MODE", "sentinel");
        environment.put("REDIS_SENTINEL_MASTER", "mymaster");
        environment.put("REDIS_SENTINEL_NODES", "localhost:26379");
        environment.put("REDIS_TLS_ENABLED", "true");
        environment.put(file, CANARY);
        for (String also : new String[] {"none", "REDIS_PASSWORD", "REDIS_SENTINEL_PASSWORD"}) {
            Map<String, String> both = new HashMap<>(environment);
            both.put(also, "another secret");
            assertThat(RedisConfig.explain(both).toString()).contains(file).doesNotContain(CANARY);
        }
        SecretFile misplaced = new SecretFile(Variable.valueOf(file), Path.of(CANARY));
        assertThat(lines(misplaced::get)).singleElement().asString().startsWith(file + ": *** (expected");
        if (!file.contains("TLS")) { // which is read when connections are made
            assertThat(lines(environment)).anyMatch(line -> line.startsWith(file + ": ***"));
        }
        environment.put(file, "/no/such/file");
        assertThat(RedisConfig.explain(environment).toString()).contains("/no/such/file");
    }

    @Test
    void unknownVariablesAreWarnedAboutByNameOnly() {
        String log = CapturedLog.of(() -> RedisConfig.from(Map.of("REDIS_PASWORD", CANARY)));
        assertThat(log).contains("WARN", "REDIS_PASWORD", "REDIS_PASSWORD").doesNotContain(CANARY);
        assertThat(log.lines()).hasSize(1);
    }
}
