package dev.redport.benchmarks.bench;

import dev.redport.config.ConfigException;
import dev.redport.config.RedisConfig;
import dev.redport.driver.RedisException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private final Options options = new Options();

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
        CommandLine line = new CommandLine(bench);
        line.getCommandSpec().parser().collectErrors(true); // to be told with all else that is wrong
        return line.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((wrong, args) -> {
                    err.println(withoutPasswords(String.valueOf(wrong.getMessage())));
                    err.println("./redport bench --help tells what can be given.");
                    return COULD_NOT_RUN;
                })
                .setExecutionExceptionHandler((failed, command, parsed) -> {
                    if (!bench.interrupted) { // else that is why
                        err.println(withoutPasswords(bench.message(failed)));
                    }
                    return COULD_NOT_RUN;
                })
                .execute(arguments);
    }

    private String message(Exception failed) {
        if (failed instanceof RedisException refused) {
            return "Redis does not answer" + options.place() + ": "
                    + refused.kind().name().toLowerCase(Locale.ROOT) + ": " + refused.getMessage();
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
        Plan plan = options.plan();
        RedisConfig own = options.own();
        Path log = options.log();
        Progress progress = new Progress(spec.commandLine().getErr(), Boolean.getBoolean("redport.terminal"));
        Tournament tournament = new Tournament(plan, own, options.program(), log, progress);
        Thread hook = new Thread(() -> interrupted(tournament), "bench end");
        Runtime.getRuntime().addShutdownHook(hook);
        Results results;
        try {
            if (own != null) {
                tell("Keys on your server will begin with " + tournament.prefix() + " and be removed at the end.");
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
        Circumstances where = Circumstances.of(plan, own, tournament.serverVersion(), options.java());
        new Report(plan, results, where)
                .write(options.output(), spec.commandLine().getOut());
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

    private void tell(String message) {
        spec.commandLine().getErr().println(message);
    }
}
