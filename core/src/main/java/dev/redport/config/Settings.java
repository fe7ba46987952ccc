package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
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
    private final Set<Variable> fromEnvironment = EnumSet.noneOf(Variable.class);
    private final Set<Variable> fromUrl = EnumSet.noneOf(Variable.class);
    private final Told told;

    Settings(Function<String, Optional<String>> environment, Told told, Problems problems) {
        this.told = told;
        for (Variable variable : Variable.values()) {
            parse(variable, variable.defaultText(), problems).ifPresent(value -> values.put(variable, value));
        }
        overlay(read(environment, problems));
        overlay(told.values());
    }

    private void overlay(Map<Variable, Object> stronger) {
        for (Login login : Login.values()) {
            if (stronger.containsKey(login.password())) {
                values.remove(login.passwordFile());
            }
            if (stronger.containsKey(login.passwordFile())) {
                values.remove(login.password());
            }
        }
        Mode.find(String.valueOf(stronger.get(REDIS_MODE)))
                .ifPresent(mode -> mode.foreign().forEach(values::remove));
        values.putAll(stronger);
    }

    /** An empty value counts as not set: that is how compose files and charts leave a variable out. */
    private Map<Variable, Object> read(Function<String, Optional<String>> environment, Problems problems) {
        Map<Variable, Object> found = new EnumMap<>(Variable.class);
        for (Variable variable : Variable.values()) {
            environment
                    .apply(variable.name())
                    .flatMap(text -> parse(variable, text, problems))
                    .ifPresent(value -> found.put(variable, value));
        }
        for (Login login : Login.values()) {
            Object file = found.get(login.passwordFile());
            if (file != null && found.containsKey(login.password())) {
                problems.add(login.passwordFile(), file, "unset, because " + login.password() + " is set", "");
            }
        }
        fromEnvironment.addAll(found.keySet());
        if (found.remove(REDIS_URL) instanceof String url) {
            takeApart(url, found, problems);
        }
        return found;
    }

    /** What the URL gives must not be given again; only the same answer on TLS and mode is let through. */
    private void takeApart(String url, Map<Variable, Object> found, Problems problems) {
        RedisUrl.parse(url, problems).forEach((variable, part) -> {
            Object other = found.putIfAbsent(variable, part);
            if (other == null) {
                fromUrl.add(variable);
            }
            boolean repeatable = variable == REDIS_TLS_ENABLED || variable == REDIS_MODE;
            if (other != null && !(repeatable && other.equals(part))) {
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
            case ENDPOINTS -> {
                List<Endpoint> nodes = TopologyRules.parse(variable, text, problems);
                yield nodes.isEmpty() ? Optional.empty() : Optional.of(nodes);
            }
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

    List<Endpoint> endpoints(Variable variable) {
        return find(variable, List.class).stream()
                .flatMap(nodes -> ((List<?>) nodes).stream())
                .map(Endpoint.class::cast)
                .toList();
    }

    /** The value as it was given, for a message. */
    Object value(Variable variable) {
        return find(variable, Object.class).orElse("");
    }

    /** Where the value in force came from, of a builder that was told nothing. */
    Explanation.Origin origin(Variable variable) {
        if (fromUrl.contains(variable)) {
            return Explanation.Origin.URL;
        }
        return fromEnvironment.contains(variable) ? Explanation.Origin.ENVIRONMENT : Explanation.Origin.DEFAULT;
    }

    /** The variable that decides when this one is not set: often itself. */
    Variable follows(Variable variable) {
        if (values.containsKey(variable)) {
            return variable;
        }
        return switch (variable) {
            case REDIS_PASSWORD -> values.containsKey(REDIS_PASSWORD_FILE) ? REDIS_PASSWORD_FILE : variable;
            case REDIS_SENTINEL_PASSWORD ->
                values.containsKey(REDIS_SENTINEL_PASSWORD_FILE) ? REDIS_SENTINEL_PASSWORD_FILE : variable;
            case REDIS_POOL_TIMEOUT -> REDIS_READ_TIMEOUT;
            case REDIS_SENTINEL_TLS_ENABLED -> REDIS_TLS_ENABLED;
            default -> variable;
        };
    }

    /** Whether there is a value other than the default. */
    boolean given(Variable variable) {
        Object value = values.get(variable);
        return value != null && !value.equals(variable.defaultText());
    }

    boolean supplied(Login login) {
        return told.supplier(login).isPresent();
    }

    Supplier<Credentials> credentials(Login login) {
        return told.supplier(login).orElseGet(() -> {
            Path file = file(login.passwordFile());
            String username = text(login.username());
            return TlsConfig.given(file)
                    ? new PasswordFile(username, new SecretFile(login.passwordFile(), file))
                    : new Credentials(username, Secret.of(text(login.password())));
        });
    }

    boolean sentinelTls() {
        return find(REDIS_SENTINEL_TLS_ENABLED, Boolean.class).orElseGet(() -> flag(REDIS_TLS_ENABLED));
    }

    private Topology topology() {
        return switch (Mode.find(text(REDIS_MODE)).orElseThrow()) {
            case STANDALONE -> new Topology.Standalone();
            case SENTINEL ->
                new Topology.Sentinel(
                        text(REDIS_SENTINEL_MASTER),
                        endpoints(REDIS_SENTINEL_NODES),
                        credentials(Login.SENTINEL),
                        sentinelTls());
            case CLUSTER ->
                new Topology.Cluster(
                        given(REDIS_CLUSTER_NODES)
                                ? endpoints(REDIS_CLUSTER_NODES)
                                : List.of(new Endpoint(text(REDIS_HOST), integer(REDIS_PORT))));
        };
    }

    Supplier<Secret> keyPassword() {
        Path file = file(REDIS_TLS_KEY_PASSWORD_FILE);
        return TlsConfig.given(file) ? new SecretFile(REDIS_TLS_KEY_PASSWORD_FILE, file) : Secret.none();
    }

    Profile profile() {
        return text(REDIS_PROFILE).equals(Profile.PRODUCTION.text()) ? Profile.PRODUCTION : Profile.DEVELOPMENT;
    }

    /** The configuration of these values, once no rule is broken. */
    RedisConfig config(Supplier<Secret> keyPassword, Set<String> protocols) {
        return new RedisConfig(
                text(REDIS_HOST),
                integer(REDIS_PORT),
                integer(REDIS_DB),
                topology(),
                credentials(Login.DATA),
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
                flag(REDIS_CIRCUIT_BREAKER),
                new MergePolicy(
                        flag(REDIS_MERGE_CALLERS),
                        integer(REDIS_MERGE_MAX_COMMANDS),
                        integer(REDIS_MERGE_MAX_BYTES),
                        integer(REDIS_MERGE_MAX_TRIPS)),
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
