package dev.redport.examples.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.config.RedisConfig;
import dev.redport.health.Health;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Six nodes of the sample become a Cluster, by create-cluster.sh where there is a redis-cli with TLS. */
@Timeout(90)
class ClusterDeploymentTest {
    private static final int NODES = 6;
    private static final int SLOTS = 16_384;

    private static List<Deployment.Server> start(Deployment deployment) {
        return IntStream.rangeClosed(1, NODES)
                .mapToObj(i -> deployment.start("node-" + i, "redis.conf", Deployment.port(), Map.of()))
                .toList();
    }

    private static void use(Deployment deployment, List<Deployment.Server> nodes) {
        String some = String.join(
                ",",
                nodes.stream().limit(3).map(node -> "127.0.0.1:" + node.port()).toList());
        Map<String, String> variables = deployment.environment("cluster", Map.of("REDIS_CLUSTER_NODES", some));
        try (Redport redport = Redport.connect(
                RedisConfig.from(variables).toBuilder().driver("jedis").build())) {
            Cache<String, Integer> cache = redport.cache(CacheSpec.named("number", Integer.class));
            Map<String, Integer> numbers = Map.of("one", 1, "two", 2, "three", 3, "four", 4);
            cache.putAll(numbers);
            assertThat(cache.findAll(numbers.keySet())).isEqualTo(numbers);
            assertThat(redport.health().check().status()).isEqualTo(Health.Status.UP);
        }
        for (Deployment.Server node : nodes) {
            try (Console console = deployment.console(node)) {
                assertThat(console.tell("ACL", "LOG")).as(node.name()).isEmpty();
            }
        }
    }

    @Test
    void theNodesBecomeAClusterByTheCommandsThatTheScriptCauses() {
        try (Deployment deployment = Deployment.prepare()) {
            List<Deployment.Server> nodes = start(deployment);
            List<Console> consoles = new ArrayList<>();
            try {
                for (Deployment.Server node : nodes) {
                    Console console = deployment.console(node);
                    consoles.add(console);
                    console.await("PONG", "PING");
                }
                join(nodes, consoles);
                use(deployment, nodes);
            } finally {
                consoles.forEach(Console::close);
            }
        }
    }

    private static void join(List<Deployment.Server> nodes, List<Console> consoles) {
        for (int i = 0; i < NODES / 2; i++) {
            List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
            IntStream.range(i * SLOTS / 3, (i + 1) * SLOTS / 3).forEach(slot -> words.add(Integer.toString(slot)));
            consoles.get(i).tell(words.toArray(String[]::new));
            consoles.get(i).tell("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
        }
        for (Console console : consoles) {
            for (Deployment.Server other : nodes) {
                console.tell("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()));
            }
        }
        consoles.forEach(console -> console.await("cluster_known_nodes:6", "CLUSTER", "INFO"));
        for (int i = 0; i < NODES / 2; i++) {
            String master = consoles.get(i).tell("CLUSTER", "MYID");
            consoles.get(i + NODES / 2).await("OK", "CLUSTER", "REPLICATE", master);
        }
        consoles.forEach(console -> console.await("cluster_state:ok", "CLUSTER", "INFO"));
        consoles.stream()
                .skip(NODES / 2)
                .forEach(console -> console.await("master_link_status:up", "INFO", "replication"));
    }

    @Test
    void theScriptMakesTheClusterAndLeavesOneThatIsThereAlone() {
        assumeTrue(redisCli(), "no redis-cli on the PATH: create-cluster.sh was not run");
        try (Deployment deployment = Deployment.prepare()) {
            List<Deployment.Server> nodes = start(deployment);
            List<String> command = new ArrayList<>(List.of(
                    Deployment.SAMPLES.resolve("cluster/create-cluster.sh").toString()));
            nodes.forEach(node -> command.add("localhost:" + node.port()));
            Map<String, String> environment = Map.of(
                    "REDISCLI_AUTH", deployment.secret("admin"),
                    "TLS_DIR", deployment.file("tls").toString(),
                    "WAIT_SECONDS", "20");
            assertThat(Deployment.run(environment, command.toArray(String[]::new)))
                    .endsWith("Cluster of 3 masters and 3 replicas is ready\n");
            assertThat(Deployment.run(environment, command.toArray(String[]::new)))
                    .contains("nothing was changed");
            use(deployment, nodes);
        }
    }

    private static boolean redisCli() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "redis-cli")));
    }
}
