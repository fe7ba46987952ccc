package dev.redport.benchmarks.bench;

import dev.redport.config.ConfigException;
import dev.redport.config.RedisConfig;
import dev.redport.config.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a user of {@code ./redport bench} can choose. All that is wrong is told at once. */
final class Options {
    /** What {@link RedportEntrant} decides: which server, by whom, under which names, and how long a call may take. */
    private static final Pattern OURS = Pattern.compile("REDIS_(URL|HOST|PORT|DB|MODE|USERNAME|PASSWORD.*|SENTINEL_.*"
            + "|CLUSTER_NODES|TLS_.*|NAMESPACE|DRIVER|READ_TIMEOUT|POOL_TIMEOUT|OPERATION_DEADLINE)");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "The most telling workloads, in at most 3 minutes; the default.")
    private boolean quick;

    @Option(
            names = "--full",
            description =
                    "Every workload; values of 100 B, 1 KB and 10 KB, TLS, a cluster, and a network 0.5 ms and 2 ms"
                            + " away, one changed at a time. About an hour; the progress tells.")
    private boolean full;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description =
                    "Your own server, such as redis://host:6379, redis-cluster://host1:6379,host2:6379, or the master that"
                            + " redis-sentinel://host1:26379,host2:26379 name; whatever else it needs comes from REDIS_"
                            + " variables, as for a service: REDIS_USERNAME, REDIS_PASSWORD_FILE, REDIS_TLS_CA_FILE,"
                            + " REDIS_TLS_CERT_FILE. All keys begin with bench and random letters and"
                            + " are removed at the end; a user needs ~bench* +@all -@dangerous +info. Do not run it"
                            + " against a server that must answer quickly: it will be busy.")
    private @Nullable String redis;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "WORKLOAD",
            description = "Some of get, put, getOrLoad, mget1, mget10, mget100, mget1000, gets10, gets100, gets1000,"
                    + " limiter, limiterHot, limiterDenied, tokenCheck, tokenRotate, codec; gets100 is 100 single"
                    + " reads.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--drivers",
            split = ",",
            paramLabel = "DRIVER",
            description = "Some of jedis, lettuce and redisson; with --full also socket; default all.")
    private List<String> drivers = new ArrayList<>();

    @Option(
            names = "--also",
            split = ",",
            paramLabel = "SETTING",
            description = "Redport with other settings, beside Redport as it is; such as REDIS_MERGE_CALLERS=false or"
                    + " REDIS_POOL_SIZE=20. The recommendation leaves it out.")
    private List<String> also = new ArrayList<>();

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "How many call at the same time, 1..256 each, with a v before it for virtual threads; default"
                    + " 1,8,32,v256, or 256 instead where the JVM has no virtual threads; both with --full.")
    private List<String> threads = new ArrayList<>();

    @Option(
            names = "--value-size",
            split = ",",
            paramLabel = "BYTES",
            description = "Of the values, 16..1048576; default 100, and also 1000 and 10000 with --full.")
    private List<Integer> valueSizes = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "2..1000; default 7.")
    private @Nullable Integer rounds;

    @Option(
            names = "--turn",
            paramLabel = "MILLIS",
            description = "How long each runs at a time, 10..10000; default 120.")
    private @Nullable Integer turn;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Where the reports go; created if missing, overwritten if not. Default ./redport-bench.")
    private Path output = Path.of("redport-bench");

    @Option(names = "--seed", paramLabel = "N", description = "Of keys and order; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--java",
            paramLabel = "PROGRAM",
            description = "Runs the clients in another JVM, 17 or newer; virtual threads need 21.")
    private @Nullable String java;

    private final List<String> wrong = new ArrayList<>();

    /** What is to be measured. */
    Plan plan() {
        spec.commandLine().getParseResult().errors().forEach(error -> wrong.addAll(UnreadOptions.of(error)));
        require(!(quick && full), "--quick, --full: both (expected: one of them)");
        List<Workload> workloads = each("--only", only, Workload::of);
        List<Threads> counts = each("--threads", threads, Threads::of);
        for (int size : valueSizes) {
            require(size >= 16 && size <= 1 << 20, "--value-size: " + size + " (expected: 16..1048576)");
        }
        require(rounds == null || (rounds >= 2 && rounds <= 1_000), "--rounds: " + rounds + " (expected: 2..1000)");
        require(turn == null || (turn >= 10 && turn <= 10_000), "--turn: " + turn + " (expected: 10..10000)");
        List<Crew> crews = crews(workloads);
        boolean virtual = hasVirtualThreads();
        require(
                virtual || counts.stream().noneMatch(Threads::virtual),
                "--threads: virtual threads are not in this JVM (expected: Java 21 or newer, see --java)");
        requireServer();
        require(
                isWritable(output.toAbsolutePath()),
                "--output: " + output + " (expected: a directory that can be written)");
        if (!wrong.isEmpty()) {
            throw new ParameterException(spec.commandLine(), String.join("\n", wrong));
        }
        Plan.Choice choice = new Plan.Choice(workloads, counts, valueSizes, redis != null);
        Plan plan = full ? Plan.full(crews, choice, virtual, seed) : Plan.quick(crews, choice, virtual, seed);
        return plan.with(rounds == null ? 0 : rounds, turn == null ? 0 : turn * 1_000_000L);
    }

    private boolean hasVirtualThreads() {
        try {
            return java == null ? Callers.haveVirtual() : JvmProbe.hasVirtual(java);
        } catch (BenchException cannot) {
            wrong.add(String.valueOf(cannot.getMessage()));
            return true; // nobody knows
        }
    }

    private void requireServer() {
        try {
            RedisConfig unused = own();
        } catch (BenchException cannot) {
            wrong.add(String.valueOf(cannot.getMessage()));
        }
    }

    /** Whether it is a directory, or can be made one. */
    private static boolean isWritable(Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing != null && Files.isDirectory(existing) && Files.isWritable(existing);
    }

    /** Wrong settings are told by their own names. */
    private List<Crew> withOtherSettings(List<Crew> crews) {
        if (also.isEmpty()) {
            return crews;
        }
        try {
            Map<String, String> settings = new LinkedHashMap<>();
            for (String setting : also) {
                String[] pair = setting.split("=", 2);
                if (pair.length != 2 || !pair[0].matches("REDIS_[A-Z_]+")) {
                    throw new IllegalArgumentException(setting + " (expected: such as REDIS_POOL_SIZE=20)");
                }
                require(
                        !OURS.matcher(pair[0]).matches(),
                        "--also: " + pair[0] + " (expected: none that the benchmark itself decides: server, login, TLS,"
                                + " namespace, timeouts)");
                settings.put(pair[0], pair[1]);
            }
            Variable.unknown(settings.keySet()).forEach(warning -> wrong.add("--also: " + warning));
            RedisConfig unused = RedisConfig.builder().environment(settings).build();
        } catch (IllegalArgumentException e) {
            wrong.add("--also: " + e.getMessage());
        }
        String settings = String.join(", ", also) + '|' + String.join("|", also);
        return crews.stream().map(crew -> Roster.withRedport(crew, settings)).toList();
    }

    /** Codecs take part where nothing else is asked for, and where they are. */
    private List<Crew> crews(List<Workload> workloads) {
        List<Crew> all = new ArrayList<>(Roster.drivers());
        if (full) {
            all.addAll(Roster.peers());
        }
        Set<String> known = all.stream()
                .map(Crew::driver)
                .filter(driver -> !driver.equals("codec"))
                .collect(Collectors.toSet());
        for (String driver : drivers) {
            require(
                    known.contains(driver),
                    "--drivers: " + driver + " (expected: some of " + String.join(", ", new TreeSet<>(known)) + ")");
        }
        boolean codecs = full || workloads.contains(Workload.CODEC);
        return withOtherSettings(all.stream()
                .filter(crew ->
                        crew.driver().equals("codec") ? codecs : drivers.isEmpty() || drivers.contains(crew.driver()))
                .toList());
    }

    /** The server that was given, or null. */
    @Nullable
    RedisConfig own() {
        if (redis == null) {
            return null;
        }
        try {
            RedisConfig config = RedisConfig.builder()
                    .environment(System.getenv())
                    .url(redis)
                    .build();
            if (config.tls().skipVerify()) {
                throw new BenchException("REDIS_TLS_SKIP_VERIFY: true (expected: a certificate that can be verified,"
                        + " with REDIS_TLS_CA_FILE)");
            }
            return config;
        } catch (ConfigException e) {
            throw new BenchException(String.valueOf(e.getMessage()).replace("REDIS_URL", "--redis"));
        }
    }

    /** The file for what the clients' JVMs print; that of an earlier run is gone. Makes the directory of the reports. */
    Path log() {
        Path log = output.resolve("workers.log");
        try {
            Files.createDirectories(output);
            Files.write(log, new byte[0]);
            return log;
        } catch (IOException e) {
            throw new BenchException("--output: " + output + " (expected: a directory that can be written): " + e);
        }
    }

    /** Where the server is, in words for a message that goes on about variables. */
    String place() {
        return redis == null ? "" : " (the place, and whether with TLS, are those of --redis)";
    }

    /** Where the reports go. */
    Path output() {
        return output;
    }

    /** The JVM that was given. */
    Optional<String> java() {
        return Optional.ofNullable(java);
    }

    /** That JVM, or the one this runs in. */
    String program() {
        return java != null ? java : ProcessHandle.current().info().command().orElse("java");
    }

    private <T> List<T> each(String option, List<String> given, Function<String, T> parse) {
        List<T> parsed = new ArrayList<>();
        for (String one : given) {
            try {
                parsed.add(parse.apply(one));
            } catch (IllegalArgumentException e) {
                wrong.add(option + ": " + e.getMessage());
            }
        }
        return parsed;
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            wrong.add(message);
        }
    }
}
