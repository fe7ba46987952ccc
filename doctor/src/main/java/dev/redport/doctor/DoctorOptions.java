package dev.redport.doctor;

import static java.util.Objects.requireNonNull;

import dev.redport.config.Credentials;
import dev.redport.driver.Need;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What to examine, and what only people know. Starts with {@link #defaults}; every {@code with} returns a changed copy.
 * Immutable and thread-safe; {@code toString} shows no secret.
 *
 * @since 0.1.0
 */
public final class DoctorOptions {
    static final Set<Need> PORTS =
            Collections.unmodifiableSet(EnumSet.of(Need.CACHE, Need.TOKEN_STORE, Need.RATE_LIMITER, Need.HEALTH));
    /** What a person can vouch for. */
    static final Set<String> ATTESTABLE = Set.of("backup", "firewall", "load-test");

    // set only between copy() and the end of a with method
    private Set<Need> ports = PORTS;
    private Duration timeout = Duration.ofSeconds(60);
    private double rate;
    private int instances = 1;
    private Set<String> only = Set.of();
    private Set<String> without = Set.of();
    private @Nullable Supplier<Credentials> admin;
    private @Nullable URI metrics;
    private @Nullable URI health;
    private @Nullable Path rules;
    private Map<String, LocalDate> attestations = Map.of();
    private Consumer<String> progress = line -> {};

    private DoctorOptions() {}

    /**
     * All three ports, one instance, every check, 60 seconds, no admin.
     *
     * @return the defaults
     */
    public static DoctorOptions defaults() {
        return new DoctorOptions();
    }

    private DoctorOptions copy() {
        DoctorOptions copy = new DoctorOptions();
        copy.ports = ports;
        copy.timeout = timeout;
        copy.rate = rate;
        copy.instances = instances;
        copy.only = only;
        copy.without = without;
        copy.admin = admin;
        copy.metrics = metrics;
        copy.health = health;
        copy.rules = rules;
        copy.attestations = attestations;
        copy.progress = progress;
        return copy;
    }

    /**
     * What the services use Redport for, which decides what their user needs and whether the server may forget.
     *
     * @param used some of {@link Need#CACHE}, {@link Need#TOKEN_STORE} and {@link Need#RATE_LIMITER}, at least one
     * @return a copy
     * @throws IllegalArgumentException if there is none or another
     */
    public DoctorOptions withPorts(Collection<Need> used) {
        if (used.isEmpty() || !PORTS.containsAll(used)) {
            throw new IllegalArgumentException("ports: " + used + " (expected: some of " + PORTS + ")");
        }
        DoctorOptions copy = copy();
        copy.ports = EnumSet.copyOf(used);
        return copy;
    }

    /**
     * The longest time of the whole examination.
     *
     * @param longest at least 1 second; what is not finished then is skipped
     * @return a copy
     * @throws IllegalArgumentException if it is shorter
     */
    public DoctorOptions withTimeout(Duration longest) {
        if (longest.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("timeout: " + longest + " (expected: >= PT1S)");
        }
        DoctorOptions copy = copy();
        copy.timeout = longest;
        return copy;
    }

    /**
     * The commands one instance of the service sends, to judge the size of its pool.
     *
     * @param perSecond commands per second at the busiest time, more than 0
     * @return a copy
     * @throws IllegalArgumentException if it is not positive
     */
    public DoctorOptions withRate(double perSecond) {
        if (!(perSecond > 0 && perSecond < 1e9)) {
            throw new IllegalArgumentException("rate: " + perSecond + " (expected: > 0)");
        }
        DoctorOptions copy = copy();
        copy.rate = perSecond;
        return copy;
    }

    /**
     * The processes that connect with this configuration.
     *
     * @param processes 1 or more
     * @return a copy
     * @throws IllegalArgumentException if there are fewer
     */
    public DoctorOptions withInstances(int processes) {
        if (processes < 1) {
            throw new IllegalArgumentException("instances: " + processes + " (expected: >= 1)");
        }
        DoctorOptions copy = copy();
        copy.instances = processes;
        return copy;
    }

    /**
     * Only these checks.
     *
     * @param ids of {@link Doctor#checks}; none means all
     * @return a copy
     * @throws IllegalArgumentException if one is unknown
     */
    public DoctorOptions withOnly(Collection<String> ids) {
        DoctorOptions copy = copy();
        copy.only = known("check", ids);
        return copy;
    }

    /**
     * All but these checks.
     *
     * @param ids of {@link Doctor#checks}
     * @return a copy
     * @throws IllegalArgumentException if one is unknown
     */
    public DoctorOptions without(Collection<String> ids) {
        DoctorOptions copy = copy();
        copy.without = known("skip", ids);
        return copy;
    }

    private static Set<String> known(String name, Collection<String> ids) {
        Set<String> all = Doctor.checks().keySet();
        for (String id : ids) {
            if (!all.contains(id)) {
                throw new IllegalArgumentException(name + ": " + id + " (expected: one of those that --list shows)");
            }
        }
        return new LinkedHashSet<>(ids);
    }

    /**
     * Another user, for what the service's own may not: INFO, CONFIG GET, ACL. It only reads as well.
     *
     * @param credentials of a user on each server with data
     * @return a copy
     */
    public DoctorOptions withAdmin(Supplier<Credentials> credentials) {
        DoctorOptions copy = copy();
        copy.admin = requireNonNull(credentials, "credentials");
        return copy;
    }

    /**
     * Where a service shows its metrics.
     *
     * @param url answers GET in the text format of Prometheus; http or https
     * @return a copy
     * @throws IllegalArgumentException if it is something else
     */
    public DoctorOptions withMetrics(URI url) {
        DoctorOptions copy = copy();
        copy.metrics = web("metrics-url", url);
        return copy;
    }

    /**
     * Where a service shows its health.
     *
     * @param url answers GET with JSON; http or https
     * @return a copy
     * @throws IllegalArgumentException if it is something else
     */
    public DoctorOptions withHealth(URI url) {
        DoctorOptions copy = copy();
        copy.health = web("health-url", url);
        return copy;
    }

    /** The rest of a URL may hold a password, so it is not shown. */
    private static URI web(String name, URI url) {
        String scheme = String.valueOf(requireNonNull(url, "url").getScheme());
        if (!scheme.matches("(?i)https?") || url.getHost() == null) {
            throw new IllegalArgumentException(name + ": " + (url.getScheme() == null ? "no scheme" : scheme + ":...")
                    + " (expected: http://host or https://host)");
        }
        return url;
    }

    /**
     * The alert rules of Prometheus.
     *
     * @param file a rules file
     * @return a copy
     */
    public DoctorOptions withRules(Path file) {
        DoctorOptions copy = copy();
        copy.rules = requireNonNull(file, "file");
        return copy;
    }

    /**
     * What no program can see, but a person vouches for; it is noted in the report.
     *
     * @param what {@code load-test}, {@code backup} or {@code firewall}
     * @param when the day it was done
     * @return a copy
     * @throws IllegalArgumentException if it is something else
     */
    public DoctorOptions withAttestation(String what, LocalDate when) {
        if (!ATTESTABLE.contains(what)) {
            throw new IllegalArgumentException("attest: " + what + " (expected: load-test, backup or firewall)");
        }
        DoctorOptions copy = copy();
        copy.attestations = new TreeMap<>(attestations);
        copy.attestations.put(what, requireNonNull(when, "when"));
        return copy;
    }

    /**
     * Is told once a second what the examination is at.
     *
     * @param line called with a line for people, by the thread that examines
     * @return a copy
     */
    public DoctorOptions withProgress(Consumer<String> line) {
        DoctorOptions copy = copy();
        copy.progress = requireNonNull(line, "line");
        return copy;
    }

    boolean uses(Need port) {
        return ports.contains(port);
    }

    Need[] ports() {
        return ports.toArray(Need[]::new);
    }

    Duration timeout() {
        return timeout;
    }

    /** Commands per second; 0 if unknown. */
    double rate() {
        return rate;
    }

    int instances() {
        return instances;
    }

    boolean wants(String check) {
        return (only.isEmpty() || only.contains(check)) && !without.contains(check);
    }

    @Nullable
    Supplier<Credentials> admin() {
        return admin;
    }

    Optional<URI> metrics() {
        return Optional.ofNullable(metrics);
    }

    Optional<URI> health() {
        return Optional.ofNullable(health);
    }

    Optional<Path> rules() {
        return Optional.ofNullable(rules);
    }

    Optional<LocalDate> attested(String what) {
        return Optional.ofNullable(attestations.get(what));
    }

    Consumer<String> progress() {
        return progress;
    }

    @Override
    public String toString() {
        return "DoctorOptions[ports=" + ports + ", timeout=" + timeout + ", admin=" + (admin == null ? "none" : "***")
                + "]";
    }
}
