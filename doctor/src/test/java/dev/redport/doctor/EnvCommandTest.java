package dev.redport.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Variable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class EnvCommandTest {
    private static final String CANARY = "c4n4ry";

    @Test
    void showsEachValueAndWhereItCameFrom() {
        Ran ran = Ran.with(
                Map.of("REDIS_URL", "redis://app:" + CANARY + "@redis.internal/1", "REDIS_POOL_SIZE", "25"), "env");
        assertThat(ran.status()).isZero();
        assertThat(ran.lines()).hasSizeGreaterThan(Variable.values().length);
        assertThat(ran.out())
                .containsPattern("(?m)^REDIS_URL +environment +redis://app:\\*\\*\\*@redis\\.internal/1$")
                .containsPattern("(?m)^REDIS_HOST +REDIS_URL +redis\\.internal$")
                .containsPattern("(?m)^REDIS_PASSWORD +REDIS_URL +\\*\\*\\*$")
                .containsPattern("(?m)^REDIS_POOL_SIZE +environment +25$")
                .containsPattern("(?m)^REDIS_POOL_TIMEOUT +REDIS_READ_TIMEOUT +3s$")
                .containsPattern("(?m)^REDIS_DRIVER +default +-$")
                .contains("can be used");
    }

    @Test
    void endsWithWhatIsWrong(@TempDir Path directory) {
        Ran ran = Ran.with(Map.of("REDIS_PORT", "0", "REDIS_PASWORD", CANARY, "REDIS_DB", "x"), "env");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).containsPattern("(?m)^REDIS_PORT +WRONG, see below$");
        assertThat(ran.out())
                .contains("REDIS_PASWORD: unknown", "nearest: REDIS_PASSWORD")
                .contains("cannot be used");
        assertThat(ran.lines().get(ran.lines().size() - 1)).startsWith("- REDIS_DB: x (expected");
        Path missing = directory.resolve("ca.crt");
        Ran files = Ran.with(Map.of("REDIS_TLS_ENABLED", "true", "REDIS_TLS_CA_FILE", missing.toString()), "env");
        assertThat(files.status()).isEqualTo(2);
        assertThat(files.out()).contains("- REDIS_TLS_CA_FILE");
    }

    @Test
    void aSecretThatIsNotSetIsSaidToBeNotSet(@TempDir Path directory) throws Exception {
        String rule = " (expected: at least 32 characters";
        Map<String, String> production = new HashMap<>(Map.of("REDIS_PROFILE", "production"));
        assertThat(Ran.with(production, "env").out()).contains("- REDIS_PASSWORD: not set" + rule);
        production.put("REDIS_PASSWORD", CANARY);
        assertThat(Ran.with(production, "env").out()).contains("- REDIS_PASSWORD: ***" + rule);
        production.remove("REDIS_PASSWORD");
        production.put(
                "REDIS_PASSWORD_FILE",
                Files.writeString(directory.resolve("password"), CANARY).toString());
        assertThat(Ran.with(production, "env").out()).contains("- REDIS_PASSWORD: ***" + rule);
    }

    @Test
    void aWrongUrlHidesNoOtherMistakeAndItsPartsAreUnknown(@TempDir Path directory) {
        Map<String, String> environment = Map.of(
                "REDIS_URL",
                "http://app:" + CANARY + "@host:6379",
                "REDIS_SENTINEL_USERNAME",
                "watcher",
                "REDIS_PASSWORD_FILE",
                directory.resolve("none").toString(),
                "REDIS_POOL_SIZE",
                "25");
        Ran ran = Ran.with(environment, "env");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out())
                .containsPattern("(?m)^REDIS_URL +WRONG, see below$")
                .containsPattern("(?m)^REDIS_HOST +REDIS_URL, which is wrong +-$")
                .containsPattern("(?m)^REDIS_DB +REDIS_URL, which is wrong +-$")
                .containsPattern("(?m)^REDIS_POOL_SIZE +environment +25$")
                .contains("- REDIS_URL: ***")
                .contains("- REDIS_PASSWORD_FILE: ")
                .doesNotContain(CANARY, "- REDIS_SENTINEL");
    }

    @Test
    void speaksJson() {
        Ran ran = Ran.with(Map.of("REDIS_PORT", "0", "REDIS_CLIENT_NAME", "a\"b\\c\u0001"), "env", "--format", "json");
        assertThat(ran.status()).isEqualTo(2);
        JsonNode json = JsonMapper.shared().readTree(ran.out());
        assertThat(json.get("usable").asBoolean()).isFalse();
        assertThat(json.get("settings")).hasSize(Variable.values().length);
        assertThat(json.get("settings").get(1).get("variable").asString()).isEqualTo("REDIS_HOST");
        assertThat(json.get("settings").get(1).get("from").asString()).isEqualTo("default");
        assertThat(json.get("problems")).hasSize(2);
        assertThat(json.get("unknown")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void showsNoSecretWhereverItStands(Variable misplaced, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), CANARY);
        String url = "redis://app:" + CANARY + "@host:6379";
        for (String given : new String[] {url, url + "/x", "app:" + CANARY + "@host", file.toString()}) {
            for (String format : new String[] {"text", "json"}) {
                Map<String, String> environment = new HashMap<>();
                environment.put("REDIS_SENTINEL_PASSWORD", CANARY);
                environment.put("REDIS_PASSW0RD", CANARY);
                environment.put("REDIS_PASSWORD_FILE", file.toString());
                environment.put(misplaced.name(), given);
                Ran ran = Ran.with(environment, "env", "--format", format);
                assertThat(ran.out()).isNotBlank().doesNotContain(CANARY);
                assertThat(ran.err()).doesNotContain(CANARY);
            }
        }
    }
}
