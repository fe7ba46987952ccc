package dev.redport.examples.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** compose.yaml is what Compose expects, as far as can be seen without it, and mounts what there is. */
@Timeout(60)
class ComposeTest {
    private static final Path FILE = Deployment.SAMPLES.resolve("compose.yaml");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)");
    private static final Set<String> KEYS = Set.of(
            "image",
            "user",
            "command",
            "entrypoint",
            "restart",
            "networks",
            "healthcheck",
            "environment",
            "profiles",
            "depends_on",
            "hostname",
            "volumes");

    private static Map<?, ?> compose() {
        return requireNonNull(
                new Yaml(new SafeConstructor(new LoaderOptions())).<Map<?, ?>>load(Deployment.read(FILE)));
    }

    private static Object part(Map<?, ?> map, String name) {
        return requireNonNull(map.get(name), name);
    }

    private static Map<?, ?> services() {
        return (Map<?, ?>) part(compose(), "services");
    }

    private static List<String> texts(@Nullable Object list) {
        return ((List<?>) requireNonNull(list)).stream().map(String::valueOf).toList();
    }

    @Test
    void everyServiceHasWhatItNeedsAndNothingUnknown() {
        assertThat(services()).hasSize(2 + 6 + 6 + 1);
        services().forEach((name, value) -> {
            Map<?, ?> service = (Map<?, ?>) value;
            assertThat(KEYS).as("%s", name).containsAll(texts(List.copyOf(service.keySet())));
            assertThat(texts(part(service, "profiles"))).as("%s", name).hasSize(1);
            assertThat(service.containsKey("ports"))
                    .as("%s is not published", name)
                    .isFalse();
        });
        assertThat(compose().keySet().stream().map(String::valueOf))
                .containsExactlyInAnyOrder("name", "x-server", "x-sentinel", "services", "networks");
    }

    @Test
    void everyFileIsThereOnceItWasPrepared() {
        try (Deployment deployment = Deployment.prepare()) {
            List<Path> missing = new ArrayList<>();
            services().values().stream()
                    .flatMap(service -> texts(part((Map<?, ?>) service, "volumes")).stream())
                    .map(volume -> volume.split(":", -1)[0])
                    .map(source -> source.startsWith("./prepared/")
                            ? deployment.file(source.substring("./prepared/".length()))
                            : Deployment.SAMPLES.resolve(source).normalize())
                    .filter(file -> !file.toFile().exists())
                    .forEach(missing::add);
            assertThat(missing).isEmpty();
            services().forEach((name, value) -> {
                List<String> command = texts(part((Map<?, ?>) value, "command"));
                if (command.get(0).equals("redis-server")) {
                    String file = command.get(1).replace("/etc/redis/", "");
                    assertThat(deployment.file(name + "/" + file)).exists();
                }
            });
        }
    }

    @Test
    void everyVariableIsInTheExample() {
        List<String> set = Deployment.read(Deployment.SAMPLES.resolve(".env.example"))
                .lines()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.split("=", 2)[0])
                .toList();
        assertThat(VARIABLE.matcher(Deployment.read(FILE)).results().map(found -> found.group(1)))
                .isNotEmpty()
                .allMatch(set::contains);
    }
}
