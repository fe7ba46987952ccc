package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Values by variable: the defaults, over them what the environment gives, over that what the builder was told. */
final class Settings {
    private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "FALSE", "false", "False");

    private final Map<Variable, Object> values = new EnumMap<>(Variable.class);

    Settings(Function<String, Optional<String>> environment, Map<Variable, Object> told, Problems problems) {
        for (Variable variable : Variable.values()) {
            parse(variable, variable.defaultText(), problems).ifPresent(value -> values.put(variable, value));
        }
        overlay(read(environment, problems));
        overlay(told);
    }

    private void overlay(Map<Variable, Object> stronger) {
        if (stronger.containsKey(REDIS_PASSWORD)) {
            values.remove(REDIS_PASSWORD_FILE);
        }
        if (stronger.containsKey(REDIS_PASSWORD_FILE)) {
            values.remove(REDIS_PASSWORD);
        }
        values.putAll(stronger);
    }

    /** An empty value counts as not set: that is how compose files and charts leave a variable out. */
    private static Map<Variable, Object> read(Function<String, Optional<String>> environment, Problems problems) {
        Map<Variable, Object> found = new EnumMap<>(Variable.class);
        for (Variable variable : Variable.values()) {
            environment
                    .apply(variable.name())
                    .flatMap(text -> parse(variable, text, problems))
                    .ifPresent(value -> found.put(variable, value));
        }
        if (found.containsKey(REDIS_PASSWORD) && found.containsKey(REDIS_PASSWORD_FILE)) {
            problems.add(
                    REDIS_PASSWORD_FILE, found.get(REDIS_PASSWORD_FILE), "unset, because REDIS_PASSWORD is set", "");
        }
        if (found.remove(REDIS_URL) instanceof String url) {
            takeApart(url, found, problems);
        }
        return found;
    }

    /** What the URL gives must not be given again; only the same answer on TLS is let through. */
    private static void takeApart(String url, Map<Variable, Object> found, Problems problems) {
        RedisUrl.parse(url, problems).forEach((variable, part) -> {
            Object other = found.putIfAbsent(variable, part);
            if (other != null && !(variable == REDIS_TLS_ENABLED && other.equals(part))) {
                problems.add(variable, other, "unset or the same, because REDIS_URL gives it", "");
            }
            Object file = found.get(REDIS_PASSWORD_FILE);
            if (variable == REDIS_PASSWORD && file != null) {
                problems.add(REDIS_PASSWORD_FILE, file, "unset, because REDIS_URL gives the password", "");
            }
        });
    }

    /** The value, or empty if the text is empty or wrong; the latter is also a problem. */
    private static Optional<Object> parse(Variable variable, String text, Problems problems) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (variable.kind()) {
            case TEXT, SECRET -> Optional.of(text);
            case INTEGER -> integer(variable, text, problems);
            case DURATION -> duration(variable, text, problems);
            case FLAG -> flag(variable, text, problems);
            case FILE -> file(variable, text, problems);
        };
    }

    private static Optional<Object> integer(Variable variable, String text, Problems problems) {
        if (text.matches("[+-]?[0-9]{1,9}")) {
            return Optional.of(Integer.parseInt(text));
        }
        String hint = variable == REDIS_PORT && text.startsWith("tcp://")
                ? "a whole number; this one comes from Kubernetes, set enableServiceLinks: false,"
                : "a whole number";
        problems.require(false, variable, text, hint);
        return Optional.empty();
    }

    private static Optional<Object> duration(Variable variable, String text, Problems problems) {
        Optional<Object> duration = GoDuration.parse(text).map(Object.class::cast);
        if (duration.isEmpty()) {
            String hint = GoDuration.lacksUnit(text) ? "; the unit is missing, write 5s or 5000ms" : "";
            problems.add(variable, text, "a duration", "5s, 1m30s or PT5S" + hint);
        }
        return duration;
    }

    private static Optional<Object> flag(Variable variable, String text, Problems problems) {
        boolean yes = TRUE.contains(text);
        problems.require(yes || FALSE.contains(text), variable, text, "true or false (also 1, t, T, 0, f, F)");
        return yes || FALSE.contains(text) ? Optional.of(yes) : Optional.empty();
    }

    private static Optional<Object> file(Variable variable, String text, Problems problems) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException notAPath) {
            problems.require(false, variable, text, "the path of a file");
            return Optional.empty();
        }
    }

    String text(Variable variable) {
        return find(variable, String.class).orElse("");
    }

    int integer(Variable variable) {
        return find(variable, Integer.class).orElseThrow();
    }

    boolean flag(Variable variable) {
        return find(variable, Boolean.class).orElseThrow();
    }

    Duration duration(Variable variable) {
        return find(variable, Duration.class).orElseThrow();
    }

    /** The wait for a connection is as long as that for a reply unless it is set. */
    Duration poolTimeout() {
        return find(REDIS_POOL_TIMEOUT, Duration.class).orElseGet(() -> duration(REDIS_READ_TIMEOUT));
    }

    Path file(Variable variable) {
        return find(variable, Path.class).orElse(Path.of(""));
    }

    private <T> Optional<T> find(Variable variable, Class<T> type) {
        return Optional.ofNullable(values.get(variable)).map(type::cast);
    }

    Supplier<Credentials> credentials() {
        Path file = file(REDIS_PASSWORD_FILE);
        String username = text(REDIS_USERNAME);
        return TlsConfig.given(file)
                ? new PasswordFile(username, new SecretFile(REDIS_PASSWORD_FILE, file))
                : new Credentials(username, Secret.of(text(REDIS_PASSWORD)));
    }

    Supplier<Secret> keyPassword() {
        Path file = file(REDIS_TLS_KEY_PASSWORD_FILE);
        return TlsConfig.given(file) ? new SecretFile(REDIS_TLS_KEY_PASSWORD_FILE, file) : Secret.none();
    }

    Profile profile() {
        return text(REDIS_PROFILE).equals(Profile.PRODUCTION.text()) ? Profile.PRODUCTION : Profile.DEVELOPMENT;
    }

    /** The configuration of these values, once no rule is broken. */
    RedisConfig config(Supplier<Credentials> credentials, Supplier<Secret> keyPassword, Set<String> protocols) {
        return new RedisConfig(
                text(REDIS_HOST),
                integer(REDIS_PORT),
                integer(REDIS_DB),
                credentials,
                text(REDIS_NAMESPACE),
                text(REDIS_CLIENT_NAME),
                profile(),
                text(REDIS_DRIVER),
                new PoolConfig(integer(REDIS_POOL_SIZE), integer(REDIS_MIN_IDLE_CONNS), poolTimeout()),
                new Timeouts(
                        duration(REDIS_DIAL_TIMEOUT),
                        duration(REDIS_READ_TIMEOUT),
                        duration(REDIS_WRITE_TIMEOUT),
                        duration(REDIS_OPERATION_DEADLINE)),
                new RetryPolicy(
                        integer(REDIS_MAX_RETRIES), duration(REDIS_MIN_RETRY_DELAY), duration(REDIS_MAX_RETRY_DELAY)),
                new TlsConfig(
                        flag(REDIS_TLS_ENABLED),
                        flag(REDIS_TLS_SKIP_VERIFY),
                        file(REDIS_TLS_CA_FILE),
                        file(REDIS_TLS_CERT_FILE),
                        file(REDIS_TLS_KEY_FILE),
                        keyPassword,
                        protocols));
    }
}
