package dev.redport.doctor;

import dev.redport.Redport;
import dev.redport.config.ConfigException;
import dev.redport.config.Credentials;
import dev.redport.config.Endpoint;
import dev.redport.config.Problem;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import dev.redport.config.TlsConfig;
import dev.redport.config.TlsMaterial;
import dev.redport.config.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the checks share: the configuration, the servers it leads to, and what they have said so far. For one thread. */
final class Examination implements AutoCloseable {
    /** By it, what the doctor was refused can be told from what the service was. */
    static final String CLIENT_NAME = "redport-doctor";

    private final RedisConfig config;
    private final List<String> unknownVariables;
    private final DoctorOptions options;
    private final long deadline;
    private final List<Redport> opened = new CopyOnWriteArrayList<>();
    private final Lazy<List<Problem>> problems;
    private final Lazy<TlsMaterial> material;
    private final Lazy<List<Target>> sentinels = new Lazy<>(this::findSentinels);
    private final Lazy<List<Target>> targets = new Lazy<>(this::findTargets);

    Examination(RedisConfig config, List<String> unknownVariables, DoctorOptions options, long deadline) {
        this.config = config;
        this.unknownVariables = unknownVariables;
        this.options = options;
        this.deadline = deadline;
        this.problems = new Lazy<>(config::problemsInProduction);
        this.material = new Lazy<>(() -> TlsMaterial.load(config.tls()));
    }

    RedisConfig config() {
        return config;
    }

    DoctorOptions options() {
        return options;
    }

    List<String> unknownVariables() {
        return unknownVariables;
    }

    /** What production says against the configuration. */
    List<Problem> problems() {
        return problems.get();
    }

    /** From the files of the configuration, or a skipped check if they cannot be used. */
    TlsMaterial material() {
        try {
            return loaded();
        } catch (ConfigException files) {
            throw withoutFiles();
        }
    }

    /**
     * From the files of the configuration.
     *
     * @throws ConfigException if they cannot be used
     */
    TlsMaterial loaded() {
        return material.get();
    }

    private static Inconclusive withoutFiles() {
        return Inconclusive.see("the files for TLS cannot be used", "tls-files");
    }

    /** The service's configuration for the doctor's own connections: one, each command sent once. */
    RedisConfig own() {
        return config.toBuilder()
                .profile(Profile.DEVELOPMENT)
                .clientName(CLIENT_NAME)
                .poolSize(1)
                .minIdle(0)
                .maxRetries(0)
                .circuitBreaker(false)
                .build();
    }

    Redport connect(RedisConfig to) {
        try {
            Redport redport = Redport.connect(to);
            opened.add(redport);
            return redport;
        } catch (ConfigException files) {
            throw withoutFiles();
        }
    }

    /** How long a wait may last that would on its own account last this long. */
    Duration bounded(Duration wait) {
        long left = deadline - System.nanoTime();
        return Duration.ofNanos(Math.max(TimeUnit.MILLISECONDS.toNanos(1), Math.min(left, wait.toNanos())));
    }

    /** Every server that owns data. */
    List<Target> targets() {
        return targets.get();
    }

    Optional<Topology.Sentinel> sentinelTopology() {
        return config.topology() instanceof Topology.Sentinel sentinel ? Optional.of(sentinel) : Optional.empty();
    }

    /** The configured sentinels. */
    List<Target> sentinels() {
        return sentinels.get();
    }

    private List<Target> findSentinels() {
        return sentinelTopology().stream()
                .flatMap(topology -> topology.nodes().stream())
                .map(node -> new Target(this, node, own().forSentinel(node), null))
                .toList();
    }

    private List<Target> findTargets() {
        if (config.topology() instanceof Topology.Cluster cluster) {
            return ClusterNodes.of(this, cluster).masters().stream()
                    .map(ClusterNodes.Node::endpoint)
                    .map(this::target)
                    .toList();
        }
        Optional<Topology.Sentinel> sentinel = sentinelTopology();
        if (sentinel.isPresent()) {
            return List.of(target(SentinelChecks.master(this, sentinel.orElseThrow())));
        }
        return List.of(target(new Endpoint(config.host(), config.port())));
    }

    Target target(Endpoint endpoint) {
        RedisConfig there = own().forNode(endpoint);
        Supplier<Credentials> admin = options.admin();
        RedisConfig asAdmin =
                admin == null ? null : there.toBuilder().credentials(admin).build();
        return new Target(this, endpoint, there, asAdmin);
    }

    /** The servers whose TLS can be tried: those with data, or where they cannot be found, those that were configured. */
    List<Target> reachable() {
        try {
            return targets();
        } catch (Inconclusive unknown) {
            if (config.topology() instanceof Topology.Cluster cluster) {
                return cluster.nodes().stream().map(this::target).toList();
            }
            return sentinelTopology().map(Topology.Sentinel::tls).orElse(false) ? sentinels() : List.of();
        }
    }

    TlsConfig tls() {
        return config.tls();
    }

    Outcome eachMaster(Function<Target, Outcome> look) {
        return each(targets(), look);
    }

    /** Looks at each, and tells the worst with the servers it was found at. */
    Outcome each(List<Target> servers, Function<Target, Outcome> look) {
        List<Outcome> outcomes = new ArrayList<>();
        Outcome worst = null;
        for (Target server : servers) {
            Outcome outcome = look(server, look);
            outcomes.add(outcome);
            if (worst == null || outcome.status().compareTo(worst.status()) > 0) {
                worst = outcome;
            }
        }
        if (worst == null) {
            throw Inconclusive.see("no server to look at", "connect");
        }
        return servers.size() == 1 ? worst : worst.saying(told(servers, outcomes, worst));
    }

    private static Outcome look(Target server, Function<Target, Outcome> look) {
        try {
            return look.apply(server);
        } catch (Inconclusive e) {
            return e.outcome();
        }
    }

    /** What the worst have to say; once, if all of them say the same. */
    private static String told(List<Target> servers, List<Outcome> outcomes, Outcome worst) {
        List<String> names = new ArrayList<>();
        List<String> each = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome.status() == worst.status()) {
                names.add(servers.get(i).endpoint().toString());
                each.add(servers.get(i).endpoint() + ": " + outcome.seen());
                same &= outcome.seen().equals(worst.seen());
            }
        }
        return same ? String.join(", ", names) + ": " + worst.seen() : String.join("; ", each);
    }

    /** What the configuration connects as. */
    @Nullable
    Credentials credentials() {
        try {
            return config.credentials().get();
        } catch (RuntimeException unreadable) {
            return null;
        }
    }

    @Override
    public void close() {
        opened.forEach(Redport::close);
    }
}
