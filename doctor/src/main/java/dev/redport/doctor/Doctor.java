package dev.redport.doctor;

import static java.util.Objects.requireNonNull;

import dev.redport.config.ConfigException;
import dev.redport.config.Problem;
import dev.redport.config.Profile;
import dev.redport.config.RedisConfig;
import dev.redport.config.Variable;
import dev.redport.driver.DriverStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a deployment of Redis is fit for production, check by check. It only reads: commands that could write, whose
 * permission it tries, are sent in forms that change nothing. Needs one Redport driver on the class path. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Doctor {
    private Doctor() {}

    /**
     * Examines a deployment. Never throws because of what it finds, and ends by the time limit of the options, give or take a
     * second.
     *
     * @param config how the services connect
     * @param options what to examine
     * @return the findings
     * @throws IllegalStateException if there is no Redport driver on the class path, or several and none is named
     */
    public static Report examine(RedisConfig config, DoctorOptions options) {
        return examine(config, List.of(), options);
    }

    /**
     * Examines the deployment that variables describe. Each mistake in them is a finding; the servers are then not looked at.
     *
     * @param variables as for {@link RedisConfig#from(Map)}
     * @param options what to examine
     * @return the findings
     * @throws IllegalStateException if there is no Redport driver on the class path, or several and none is named
     */
    public static Report examine(Map<String, String> variables, DoctorOptions options) {
        List<String> warnings = Variable.unknown(variables.keySet());
        Map<String, String> lenient = lenient(variables);
        RedisConfig config;
        try {
            config = RedisConfig.from(name -> Optional.ofNullable(lenient.get(name)));
        } catch (ConfigException wrong) {
            return refused(Mistakes.of(lenient), warnings, options);
        }
        return examine(config, warnings, options);
    }

    /** In the lenient profile, so that what production refuses is found by the checks, and the servers are looked at too. */
    private static Map<String, String> lenient(Map<String, String> variables) {
        Map<String, String> lenient = new HashMap<>(variables);
        lenient.computeIfPresent(
                Variable.REDIS_PROFILE.name(),
                (name, value) -> value.equalsIgnoreCase(Profile.PRODUCTION.name()) ? null : value);
        return lenient;
    }

    /**
     * The checks there are.
     *
     * @return titles by id, in the order of the report
     */
    public static Map<String, String> checks() {
        Map<String, String> checks = new LinkedHashMap<>();
        Check.all().forEach(check -> checks.put(check.id(), check.title()));
        return checks;
    }

    private static Report refused(List<Problem> problems, List<String> warnings, DoctorOptions options) {
        Instant start = Instant.now();
        List<Finding> findings = new ArrayList<>();
        for (Check check : Check.all()) {
            if (check.id().equals(ConfigChecks.CONFIGURATION)) { // whoever does not want it: nothing else can be said
                problems.forEach(problem -> findings.add(check.finding(ConfigChecks.failure(problem))));
            } else if (options.wants(check.id()) && check.id().equals(ConfigChecks.VARIABLES)) {
                findings.add(check.finding(ConfigChecks.variablesKnown(warnings)));
            } else if (options.wants(check.id())) {
                findings.add(check.finding(
                        Outcome.skip("the configuration is wrong", "correct what \"configuration\" names first")));
            }
        }
        return new Report(findings, start, Duration.between(start, Instant.now()));
    }

    /** A check that could not be made for what another one tells brings that one along, so that nothing passes unnoticed. */
    private static List<Check> withCause(List<Check> checks, String cause) {
        if (checks.stream().anyMatch(each -> each.id().equals(cause))) {
            return checks;
        }
        return Stream.concat(
                        checks.stream(),
                        Check.all().stream().filter(each -> each.id().equals(cause)))
                .toList();
    }

    private static List<Check> wanted(DoctorOptions options) {
        return Check.all().stream().filter(check -> options.wants(check.id())).toList();
    }

    private static Report examine(RedisConfig config, List<String> warnings, DoctorOptions options) {
        requireNonNull(config, "config");
        DriverStack.find(config.driver()); // fails at once if there is none
        Instant start = Instant.now();
        long deadline = System.nanoTime() + options.timeout().toNanos();
        List<Finding> findings = new ArrayList<>();
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, "redport-doctor");
            made.setDaemon(true);
            return made;
        });
        try (Examination examination = new Examination(config, warnings, options, deadline)) {
            List<Check> checks = wanted(options);
            for (int i = 0; i < checks.size(); i++) {
                Check check = checks.get(i);
                String at = check.id() + ", " + (findings.size() + 1) + " of " + checks.size();
                Future<Outcome> running = thread.submit(() -> check.run(examination));
                Outcome known =
                        await(running, deadline, () -> options.progress().accept("checking " + at));
                Outcome outcome = known == null ? outOfTime(options) : known;
                findings.add(check.finding(outcome));
                checks = withCause(checks, outcome.cause());
            }
        } finally {
            thread.shutdownNow();
        }
        return new Report(findings, start, Duration.between(start, Instant.now()));
    }

    private static Outcome outOfTime(DoctorOptions options) {
        return Outcome.skip(
                "the time of the examination, " + options.timeout().toSeconds() + " s, was over",
                "allow more: --timeout");
    }

    /** The outcome, or null if the time was over first; whoever is stuck stays behind on the daemon thread. */
    private static @Nullable Outcome await(Future<Outcome> running, long deadline, Runnable everySecond) {
        while (true) {
            long left = Math.max(0, deadline - System.nanoTime());
            try {
                return running.get(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (deadline - System.nanoTime() <= 0) {
                    running.cancel(true);
                    return null;
                }
                everySecond.run();
            } catch (InterruptedException e) {
                running.cancel(true);
                Thread.currentThread().interrupt();
                return null;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException("a check failed", e.getCause());
            }
        }
    }
}
