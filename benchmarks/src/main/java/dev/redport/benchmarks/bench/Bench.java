package dev.redport.benchmarks.bench;

import dev.redport.config.ConfigException;
import dev.redport.config.RedisConfig;
import dev.redport.driver.RedisException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code ./redport bench}: helps to choose a driver, and shows what Redport costs and gains. */
@Command(
        name = "bench",
        usageHelpWidth = 100,
        sortOptions = false,
        exitCodeOnInvalidInput = Bench.COULD_NOT_RUN,
        exitCodeOnExecutionException = Bench.COULD_NOT_RUN,
        description = {
            "Measures each driver, alone and under Redport, and says which one to choose.",
            "Everybody does the same against the same server, in short turns one after the other, round by round, so"
                    + " that a restless machine hits all alike. Each driver has a JVM of its own. Without --redis it"
                    + " starts a server on this machine, which then shares its processors with the clients.",
            "Writes report.html, report.md and report.json; the exit status is 3 if it could not measure."
        },
        footer = {
            "",
            "Examples:",
            "  ./redport bench",
            "  ./redport bench --full --output bench-today",
            "  REDIS_PASSWORD_FILE=/run/secrets/redis ./redport bench --redis rediss://redis.internal:6379 --only"
                    + " get,put",
            "  ./redport bench --drivers jedis,lettuce --threads 1,32,v256 --java /usr/lib/jvm/java-25/bin/java"
        })
public final class Bench implements Callable<Integer> {
    /** Nothing could be measured. */
    static final int COULD_NOT_RUN = 3;

    private static final String LOG = "org.slf4j.simpleLogger.defaultLogLevel";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "The most telling workloads, in at most 3 minutes; the default.")
    private boolean quick;

    @Option(
            names = "--full",
            description =
                    "Every workload; values of 100 B, 1 KB and 10 KB, TLS, a cluster, and a network 0.5 ms and 2 ms"
                            + " away, one changed at a time. About an hour and a half; the progress tells.")
    private boolean full;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description =
                    "Your own server, such as redis://host:6379, redis-cluster://host1:6379,host2:6379, or the master that"
                            + " redis-sentinel://host1:26379,host2:26379 name; whatever else it needs comes from REDIS_"
                            + " variables, as for a service: REDIS_USERNAME, REDIS_PASSWORD_FILE, REDIS_TLS_CA_FILE,"
                            + " REDIS_TLS_CERT_FILE. All keys begin with bench and random letters and"
                            + " are removed at the end. Do not run it against a server that must answer quickly: it will"
                            + " be busy.")
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
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description = "How many call at the same time, 1..256 each, with a v before it for virtual threads; default"
                    + " 1,8,32,v256, or 256 instead where the JVM has no virtual threads.")
    private List<String> threads = new ArrayList<>();

    @Option(
            names = "--value-size",
            split = ",",
            paramLabel = "BYTES",
            description = "Of the values, 16..1048576; default 100, and also 1000 and 10000 with --full.")
    private List<Integer> valueSizes = new ArrayList<>();

    @Option(names = "--rounds", paramLabel = "N", description = "2..1000; default 7, or 9 with --full.")
    private int rounds;

    @Option(
            names = "--turn",
            paramLabel = "MILLIS",
            description = "How long each runs at a time, 10..10000; default 120, or 200 with --full.")
    private int turn;

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

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text.")
    boolean help;

    /** Whether the process has been told to end. */
    private volatile boolean interrupted;

    /**
     * Measures and ends with its status.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (System.getProperty(LOG) == null) {
            System.setProperty(LOG, "error");
        }
        System.exit(run(out, err, arguments));
    }

    /** All of the program but the end of the process, for tests. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        Bench bench = new Bench();
        return new CommandLine(bench)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((wrong, args) -> {
                    err.println(withoutPasswords(String.valueOf(wrong.getMessage())));
                    err.println("./redport bench --help tells what can be given.");
                    return COULD_NOT_RUN;
                })
                .setExecutionExceptionHandler((failed, command, parsed) -> {
                    if (!bench.interrupted) { // else that is why
                        err.println(withoutPasswords(message(failed)));
                    }
                    return COULD_NOT_RUN;
                })
                .execute(arguments);
    }

    private static String message(Exception failed) {
        if (failed instanceof RedisException refused) {
            return "Redis does not answer: " + refused.kind().name().toLowerCase(Locale.ROOT) + ": "
                    + refused.getMessage();
        }
        return failed instanceof BenchException || failed instanceof ConfigException
                ? String.valueOf(failed.getMessage())
                : failed.toString();
    }

    /** What is complained of may hold a URL with a password. */
    static String withoutPasswords(String message) {
        return message.replaceAll("://[^\\s/@]*@", "://***@");
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(!(quick && full), "--quick, --full: both (expected: one of them)");
        Plan plan = plan();
        RedisConfig own = own();
        Files.createDirectories(output);
        Path log = output.resolve("workers.log");
        boolean unused = Files.deleteIfExists(log);
        Progress progress = new Progress(spec.commandLine().getErr(), Boolean.getBoolean("redport.terminal"));
        Tournament tournament = new Tournament(plan, own, program(), log, progress);
        Thread hook = new Thread(() -> interrupted(tournament), "bench end");
        Runtime.getRuntime().addShutdownHook(hook);
        Results results;
        try {
            if (own != null) {
                tell("Keys on your server begin with " + tournament.prefix() + " and are removed at the end.");
            }
            results = tournament.run();
        } finally {
            progress.end();
            forget(hook);
        }
        if (results.cells().isEmpty()) {
            throw new BenchException("Nothing could be measured: "
                    + results.failures().stream()
                            .map(Results.Failure::message)
                            .findFirst()
                            .orElse("nothing to do"));
        }
        Circumstances where = Circumstances.of(plan, own, tournament.serverVersion(), Optional.ofNullable(java));
        new Report(plan, results, where).write(output, spec.commandLine().getOut());
        return 0;
    }

    private void interrupted(Tournament tournament) {
        interrupted = true;
        tell("Interrupted: no report is written.");
        tournament.abort();
    }

    private static void forget(Thread hook) {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            hook.setName("bench end, running"); // it does what is left to do
        }
    }

    private Plan plan() {
        List<Workload> workloads =
                only.stream().map(id -> given(() -> Workload.of(id))).toList();
        List<Threads> counts =
                threads.stream().map(id -> given(() -> Threads.of(id))).toList();
        for (int size : valueSizes) {
            require(size >= 16 && size <= 1 << 20, "--value-size: " + size + " (expected: 16..1048576)");
        }
        require(rounds == 0 || (rounds >= 2 && rounds <= 1_000), "--rounds: " + rounds + " (expected: 2..1000)");
        require(turn == 0 || (turn >= 10 && turn <= 10_000), "--turn: " + turn + " (expected: 10..10000)");
        boolean virtual = java == null ? Callers.haveVirtual() : JvmProbe.hasVirtual(java);
        require(
                virtual || counts.stream().noneMatch(Threads::virtual),
                "--threads: virtual threads are not in this JVM (expected: Java 21 or newer, see --java)");
        Plan.Choice choice = new Plan.Choice(workloads, counts, valueSizes, redis != null);
        List<Crew> crews = crews(workloads);
        Plan plan = full ? Plan.full(crews, choice, virtual, seed) : Plan.quick(crews, choice, virtual, seed);
        return plan.with(rounds, turn * 1_000_000L);
    }

    /** Codecs take part where nothing else is asked for, and where they are. */
    private List<Crew> crews(List<Workload> workloads) {
        List<Crew> all = new ArrayList<>(Roster.drivers());
        if (full) {
            all.addAll(Roster.peers());
        }
        Set<String> known = Stream.concat(all.stream(), Roster.peers().stream())
                .map(Crew::driver)
                .filter(driver -> !driver.equals("codec"))
                .collect(Collectors.toSet());
        for (String driver : drivers) {
            require(
                    known.contains(driver),
                    "--drivers: " + driver + " (expected: some of " + String.join(", ", new TreeSet<>(known)) + ")");
        }
        boolean codecs = full || workloads.contains(Workload.CODEC);
        return all.stream()
                .filter(crew ->
                        crew.driver().equals("codec") ? codecs : drivers.isEmpty() || drivers.contains(crew.driver()))
                .toList();
    }

    private @Nullable RedisConfig own() {
        if (redis == null) {
            return null;
        }
        RedisConfig config =
                RedisConfig.builder().environment(System.getenv()).url(redis).build();
        require(
                !config.tls().skipVerify(),
                "REDIS_TLS_SKIP_VERIFY: true (expected: a certificate that can be verified, with REDIS_TLS_CA_FILE)");
        return config;
    }

    private String program() {
        return java != null ? java : ProcessHandle.current().info().command().orElse("java");
    }

    private <T> T given(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private void tell(String message) {
        spec.commandLine().getErr().println(message);
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
