package dev.redport.doctor;

import dev.redport.doctor.PoolAdvice.Driver;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Advises on the size of the pool. */
@Command(
        name = "pool",
        usageHelpWidth = 100,
        sortOptions = false,
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        description = {
            "Advises on REDIS_POOL_SIZE and REDIS_MIN_IDLE_CONNS. Nothing is sent to a server.",
            "Give the rate and the latency of calls, or the number of users, or both. With both, rate and latency decide: the"
                    + " table by users is only a rule of thumb.",
            "The exit status is 2 if the advice cannot be followed: too many connections for the server or for Redport."
        },
        footer = {
            "",
            "Examples:",
            "  ./redport doctor pool --rate 2000/s --latency 2ms --instances 12 --maxclients 10000",
            "  ./redport doctor pool --users 800"
        })
final class PoolCommand implements Callable<Integer> {
    private static final double ONE_SERVER = 100_000;

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rate",
            paramLabel = "N/s",
            converter = Quantity.Rate.class,
            description = "Calls to Redis of one instance of the service at its busiest, such as 2000/s.")
    private @Nullable Double rate;

    @Option(
            names = "--latency",
            paramLabel = "TIME",
            converter = Quantity.Time.class,
            description = "Mean time of one call, such as 2ms; ./redport doctor latency measures it.")
    private @Nullable Double latency;

    @Option(
            names = "--users",
            paramLabel = "N",
            description = "Users of one instance at the same time: asks the table of the production guide.")
    private @Nullable Long users;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Instances of the service; default ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private long instances = 1;

    @Option(
            names = "--maxclients",
            paramLabel = "N",
            description = "Connections the server accepts, its maxclients; default ${DEFAULT-VALUE}, that of Redis.",
            defaultValue = "10000")
    private long maxclients = 10_000;

    @Option(
            names = "--driver",
            paramLabel = "NAME",
            description =
                    "${COMPLETION-CANDIDATES}; default REDIS_DRIVER, or else jedis, which needs the most connections.")
    private @Nullable Driver driver;

    @Mixin
    HelpOption help = new HelpOption();

    PoolCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        require(users != null || (rate != null && latency != null), "--rate and --latency, or --users, are needed");
        require((rate == null) == (latency == null), "--rate and --latency are only of use together");
        require(users == null || users >= 1, "--users: " + users + " (expected: >= 1)");
        require(instances >= 1 && instances <= 1_000_000, "--instances: " + instances + " (expected: 1..1000000)");
        require(
                maxclients >= 1 && maxclients <= 10_000_000,
                "--maxclients: " + maxclients + " (expected: 1..10000000)");
        PrintWriter out = spec.commandLine().getOut();
        PoolAdvice advice = advice(out);
        boolean production = "production".equals(environment.get("REDIS_PROFILE"));
        out.printf("%n%-11s%16s%22s  %s%n", "Driver", "REDIS_POOL_SIZE", "REDIS_MIN_IDLE_CONNS", "What it means");
        for (Driver each : Driver.values()) {
            long size = size(advice, each, production);
            out.printf("%-11s%16d%22d  %s%n", each, size, PoolAdvice.minIdle(size), each.meaning());
        }
        Driver chosen = chosen();
        long size = size(advice, chosen, production);
        out.printf("%nTo set, with %s:%n%n", chosen);
        out.println("REDIS_POOL_SIZE=" + size);
        out.println("REDIS_MIN_IDLE_CONNS=" + PoolAdvice.minIdle(size));
        out.println();
        List<String> wrong = wrong(size);
        wrong.forEach(each -> out.println(Wrapped.item(each)));
        hints(size, production).forEach(each -> out.println(Wrapped.item(each)));
        return wrong.isEmpty() ? Main.OK : Main.WRONG;
    }

    private PoolAdvice advice(PrintWriter out) {
        if (users != null) {
            PoolAdvice table = PoolAdvice.users(users);
            out.printf(
                    Locale.ROOT,
                    "By the guide's table: %d users at the same time, %d connections, %d of them kept idle.%n",
                    users,
                    table.inFlight(),
                    PoolAdvice.minIdle(table.inFlight()));
            if (rate == null) {
                return table;
            }
        }
        double calls = rate == null ? 0 : rate;
        double seconds = latency == null ? 0 : latency;
        PoolAdvice little = PoolAdvice.little(calls, seconds);
        out.printf(
                Locale.ROOT,
                "By Little's law (1961): %s calls/s x %s ms = %s calls in flight on average; x %d head room,%n"
                        + "at least %d: room for %d calls.%n",
                number(calls),
                number(seconds * 1e3),
                number(calls * seconds),
                PoolAdvice.HEAD_ROOM,
                PoolAdvice.LEAST,
                little.inFlight());
        return little;
    }

    /** Production takes no fewer than ten. */
    private static long size(PoolAdvice advice, Driver driver, boolean production) {
        return Math.max(production ? 10 : 1, advice.size(driver));
    }

    private Driver chosen() {
        if (driver != null) {
            return driver;
        }
        String name = environment.getOrDefault("REDIS_DRIVER", "");
        return Arrays.stream(Driver.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(Driver.jedis);
    }

    private List<String> wrong(long size) {
        List<String> wrong = new ArrayList<>();
        if (size > PoolAdvice.MOST) {
            wrong.add("WRONG: REDIS_POOL_SIZE takes no more than " + PoolAdvice.MOST
                    + ". Run more instances, make calls faster, or use a driver with more calls on each connection.");
        }
        if (size * instances > maxclients) {
            wrong.add("WRONG: " + instances + " x " + size + " = " + size * instances
                    + " connections are more than the server accepts (maxclients " + maxclients
                    + "). Raise maxclients and the open files the server may have, or use a driver with more calls on each"
                    + " connection.");
        }
        return wrong;
    }

    private List<String> hints(long size, boolean production) {
        List<String> hints = new ArrayList<>();
        long all = size * instances;
        if (all <= maxclients) {
            hints.add("The server sees up to " + instances + " x " + size + " = " + all + " connections, of maxclients "
                    + maxclients + " that is " + number(100.0 * all / maxclients)
                    + " %; with Cluster, so does each master.");
            if (2 * all > maxclients) {
                hints.add(
                        "Twice as many do not fit, so a deployment that starts new instances before it ends the old ones may"
                                + " be refused connections.");
            }
        }
        if (size > 500) {
            hints.add("REDIS_PROFILE=production refuses more than 500.");
        } else if (!production && size < 10) {
            hints.add("REDIS_PROFILE=production wants at least 10; with it set, this advice keeps to that.");
        }
        if (rate != null && rate * instances > ONE_SERVER) {
            hints.add("In all, " + number(rate * instances)
                    + " calls/s are more than one server should be planned for (100000/s): consider Cluster.");
        }
        if (rate == null) {
            hints.add(
                    "This is the guide's table, a rule of thumb that knows nothing of your calls: measure them, and give"
                            + " --rate and --latency.");
        }
        hints.add("Watch redis_pool_timeouts_total, which should stay 0, and redis_pool_active_connections.");
        return hints;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
