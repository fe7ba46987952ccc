package dev.redport.doctor;

import dev.redport.config.Credentials;
import dev.redport.config.PoolConfig;
import dev.redport.config.Problem;
import dev.redport.config.RetryPolicy;
import dev.redport.config.Timeouts;
import dev.redport.config.Variable;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the configuration alone shows, by the rules of the production profile. */
final class ConfigChecks {
    static final String CONFIGURATION = "configuration";
    static final String VARIABLES = "variables-known";

    private static final int VARIETY = 10;
    private static final long LONGEST_DNS_SECONDS = 60;

    private ConfigChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(CONFIGURATION, "The configuration is valid", Chapter.CONFIGURATION, ConfigChecks::valid),
                new Check(
                        VARIABLES,
                        "Every REDIS_* variable is a known one",
                        Chapter.CONFIGURATION,
                        e -> variablesKnown(e.unknownVariables())),
                new Check(
                        "tls-enabled",
                        "TLS is on",
                        Chapter.SECURITY,
                        e -> rule(e, "REDIS_TLS_ENABLED is true", Variable.REDIS_TLS_ENABLED)),
                new Check(
                        "tls-verification",
                        "The server's certificate is verified",
                        Chapter.SECURITY,
                        e -> rule(e, "REDIS_TLS_SKIP_VERIFY is false", Variable.REDIS_TLS_SKIP_VERIFY)),
                new Check(
                        "password-length",
                        "The password has at least 32 characters",
                        Chapter.SECURITY,
                        ConfigChecks::passwordLength),
                new Check(
                        "password-variety",
                        "The password is hard to guess",
                        Chapter.SECURITY,
                        ConfigChecks::passwordVariety),
                new Check("pool-size", "The pool has 10 to 500 connections", Chapter.TUNING, ConfigChecks::poolSize),
                new Check("timeouts", "Each timeout is at least 1 s", Chapter.CONFIGURATION, ConfigChecks::timeouts),
                new Check("retries", "Failed commands are sent again", Chapter.CONFIGURATION, ConfigChecks::retries),
                new Check(
                        "dns-ttl",
                        "Addresses are looked up again within 60 s",
                        Chapter.HIGH_AVAILABILITY,
                        e -> dnsTtl(Security.getProperty("networkaddress.cache.ttl"))));
    }

    /** The finding of a variable whose value cannot be used. */
    static Outcome failure(Problem problem) {
        String shown = problem.given().isEmpty() ? "not set" : problem.given();
        String rule = problem.rule().replaceFirst(" in production", "");
        boolean says = problem.example().isEmpty() || rule.contains(problem.example());
        return Outcome.fail(
                problem.variable() + ": " + shown,
                "set " + problem.variable() + " to " + rule + (says ? "" : ", such as " + problem.example()));
    }

    private static Outcome valid(Examination examination) {
        Set<String> covered = Set.of(
                "REDIS_TLS_ENABLED",
                "REDIS_TLS_SKIP_VERIFY",
                "REDIS_PASSWORD",
                "REDIS_PASSWORD_FILE",
                "REDIS_POOL_SIZE",
                "REDIS_DIAL_TIMEOUT",
                "REDIS_READ_TIMEOUT",
                "REDIS_WRITE_TIMEOUT",
                "REDIS_MAX_RETRIES");
        Optional<Problem> other = examination.problems().stream()
                .filter(problem -> !covered.contains(problem.variable()))
                .findFirst();
        boolean production = examination.problems().isEmpty();
        return other.map(ConfigChecks::failure)
                .orElseGet(() -> Outcome.pass(
                        production
                                ? "also with REDIS_PROFILE=production"
                                : "but with REDIS_PROFILE=production a service would refuse to start"));
    }

    static Outcome variablesKnown(List<String> unknown) {
        return Outcome.advise(
                unknown.isEmpty(),
                unknown.isEmpty() ? "none is unknown" : String.join("; ", unknown),
                "correct or remove them: they have no effect");
    }

    /** What the production profile says about these variables. */
    private static Outcome rule(Examination examination, String right, Variable... variables) {
        List<Outcome> wrong = Arrays.stream(variables)
                .flatMap(variable -> examination.problems().stream()
                        .filter(problem -> problem.variable().equals(variable.name())))
                .map(ConfigChecks::failure)
                .toList();
        if (wrong.isEmpty()) {
            return Outcome.pass(right);
        }
        return Outcome.fail(
                wrong.stream().map(Outcome::seen).collect(Collectors.joining("; ")),
                wrong.stream().map(Outcome::remedy).collect(Collectors.joining("; ")));
    }

    private static Outcome passwordLength(Examination examination) {
        Credentials credentials = examination.credentials();
        Outcome rule = rule(examination, "it has", Variable.REDIS_PASSWORD, Variable.REDIS_PASSWORD_FILE);
        if (credentials == null || rule.status() == Status.PASS) {
            return rule;
        }
        return Outcome.fail(
                credentials.password().isEmpty() ? "REDIS_PASSWORD is not set" : "REDIS_PASSWORD is shorter",
                rule.remedy());
    }

    private static Outcome passwordVariety(Examination examination) {
        Credentials credentials = examination.credentials();
        if (credentials == null || credentials.password().isEmpty()) {
            throw Inconclusive.see("there is no password to look at", "password-length");
        }
        Set<Character> distinct = new TreeSet<>();
        for (char each : credentials.password().revealChars()) {
            distinct.add(each);
        }
        boolean various = distinct.size() >= VARIETY;
        return Outcome.advise(
                various,
                various ? "it has " + VARIETY + " or more different characters" : "it has few different characters",
                "make a random one: openssl rand -base64 32");
    }

    private static Outcome poolSize(Examination examination) {
        PoolConfig pool = examination.config().pool();
        Outcome rule = rule(
                examination, pool.size() + " connections, " + pool.minIdle() + " kept idle", Variable.REDIS_POOL_SIZE);
        double rate = examination.options().rate();
        if (rule.status() != Status.PASS || rate == 0) {
            return rule;
        }
        double seconds = ServerChecks.meanLatency(examination).toNanos() / 1e9;
        long needed = (long) Math.ceil(rate * seconds * 2);
        String seen = String.format(
                Locale.ROOT,
                "%d connections; %.0f commands/s at %.2f ms each need about %d (Little's law, doubled)",
                pool.size(),
                rate,
                seconds * 1000,
                needed);
        return Outcome.advise(pool.size() >= needed, seen, "set REDIS_POOL_SIZE to " + needed + " or more");
    }

    private static Outcome timeouts(Examination examination) {
        Timeouts timeouts = examination.config().timeouts();
        return rule(
                examination,
                "dial " + seconds(timeouts.dial()) + ", read " + seconds(timeouts.read()) + ", write "
                        + seconds(timeouts.write()) + ", whole operation " + seconds(timeouts.operation()),
                Variable.REDIS_DIAL_TIMEOUT,
                Variable.REDIS_READ_TIMEOUT,
                Variable.REDIS_WRITE_TIMEOUT);
    }

    private static Outcome retries(Examination examination) {
        RetryPolicy retry = examination.config().retry();
        Timeouts timeouts = examination.config().timeouts();
        Duration worst = timeouts.read().multipliedBy(retry.maxRetries() + 1L);
        Duration delay = retry.minDelay();
        for (int i = 0; i < retry.maxRetries(); i++) {
            worst = worst.plus(delay);
            delay = delay.multipliedBy(2).compareTo(retry.maxDelay()) > 0 ? retry.maxDelay() : delay.multipliedBy(2);
        }
        return rule(
                examination,
                retry.maxRetries() + " retries could take " + seconds(worst)
                        + ", REDIS_OPERATION_DEADLINE ends them after " + seconds(timeouts.operation()),
                Variable.REDIS_MAX_RETRIES);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3g s", time.toMillis() / 1000.0);
    }

    static Outcome dnsTtl(@Nullable String property) {
        String remedy = "set networkaddress.cache.ttl to 60 or less, in java.security or with Security.setProperty";
        if (property == null || property.isEmpty()) {
            return Outcome.pass("this JVM keeps an address for 30 s, its default; the service's JVM may differ");
        }
        boolean soon = property.matches("[0-9]{1,9}") && Long.parseLong(property) <= LONGEST_DNS_SECONDS;
        return Outcome.advise(soon, "networkaddress.cache.ttl of this JVM is " + property, remedy);
    }
}
