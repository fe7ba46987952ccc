package dev.redport.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link EmbeddedSentinel} is to be started with. TLS holds for data servers and sentinels; {@link #password},
 * {@link #user} and {@link #config} for the data servers only. Not safe for several threads.
 *
 * @since 0.1.0
 */
public final class EmbeddedSentinelBuilder extends ServerBuilder<EmbeddedSentinelBuilder> {
    private static final int DATA_SERVERS = 3;
    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;

    private final List<List<String>> sentinelUsers = new ArrayList<>();
    private @Nullable String sentinelPassword;
    private boolean sentinelDefaultUser = true;
    private Duration downAfter = Duration.ofSeconds(1);
    private Duration failoverTimeout = Duration.ofSeconds(3);
    private boolean proxied;

    EmbeddedSentinelBuilder() {}

    @Override
    EmbeddedSentinelBuilder self() {
        return this;
    }

    /**
     * Sets the password of the sentinels' default user.
     *
     * @param secret the password
     * @return this builder
     */
    public EmbeddedSentinelBuilder sentinelPassword(String secret) {
        this.sentinelPassword = requireNonNull(secret, "secret");
        return this;
    }

    /**
     * Adds an ACL user to the sentinels.
     *
     * @param name the user's name
     * @param secret the user's password
     * @param aclRules what the user may do; none given means everything
     * @return this builder
     */
    public EmbeddedSentinelBuilder sentinelUser(String name, String secret, String... aclRules) {
        sentinelUsers.add(ServerSettings.userOrAllowed(name, secret, aclRules));
        return this;
    }

    /**
     * Turns the sentinels' default user off, so that only users added by {@link #sentinelUser} get in.
     *
     * @return this builder
     */
    public EmbeddedSentinelBuilder sentinelDefaultUserOff() {
        this.sentinelDefaultUser = false;
        return this;
    }

    /**
     * Sets after how much silence a sentinel thinks a server is down; 1 second unless set. A failover takes this and one to
     * three seconds more.
     *
     * @param silence the time, at least 100 milliseconds
     * @return this builder
     * @throws IllegalArgumentException if the time is shorter
     */
    public EmbeddedSentinelBuilder downAfter(Duration silence) {
        this.downAfter = atLeastTenth("downAfter", silence);
        return this;
    }

    /**
     * Sets how long a failover may take; 3 seconds unless set. Sentinels wait twice as long before they fail over again by
     * themselves.
     *
     * @param timeout the time, at least 100 milliseconds
     * @return this builder
     * @throws IllegalArgumentException if the time is shorter
     */
    public EmbeddedSentinelBuilder failoverTimeout(Duration timeout) {
        this.failoverTimeout = atLeastTenth("failoverTimeout", timeout);
        return this;
    }

    /**
     * Puts a {@link FaultProxy} in front of each data server and makes the server announce the proxy's port, so that clients
     * that ask the sentinels pass the proxies. So do replication and the sentinels, which take a server for down when its
     * proxy is.
     *
     * @return this builder
     */
    public EmbeddedSentinelBuilder throughProxies() {
        this.proxied = true;
        return this;
    }

    /**
     * Starts the servers and the sentinels and waits until all know each other.
     *
     * @return the running servers
     * @throws IllegalStateException if there is no suitable {@code redis-server} here, a server does not start, or they do
     *     not find each other within 30 seconds
     */
    public EmbeddedSentinel start() {
        ServerSettings settings = settings();
        if (sentinelPassword != null && !sentinelDefaultUser) {
            throw new IllegalStateException("sentinelPassword: set (expected: none when the default user is off)");
        }
        return LoopbackPort.retrying(() -> {
            ServerGroup data = ServerGroup.start(
                    DATA_SERVERS, proxied, LoopbackPort::pick, place -> settings.within(announcement(settings, place)));
            return EmbeddedSentinel.start(
                    data,
                    primary -> ServerGroup.start(
                            SENTINELS, false, LoopbackPort::pick, place -> sentinelSettings(settings, primary)));
        });
    }

    private static List<List<String>> announcement(ServerSettings settings, ServerGroup.Place place) {
        List<List<String>> lines = new ArrayList<>(settings.replication());
        lines.add(List.of("replica-announce-ip", LoopbackPort.HOST));
        lines.add(List.of("replica-announce-port", Integer.toString(place.announced())));
        return lines;
    }

    private ServerSettings sentinelSettings(ServerSettings data, int primaryPort) {
        String name = EmbeddedSentinel.MASTER;
        String port = Integer.toString(primaryPort);
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("sentinel", "monitor", name, LoopbackPort.HOST, port, Integer.toString(QUORUM)));
        lines.add(List.of("sentinel", "down-after-milliseconds", name, Long.toString(downAfter.toMillis())));
        lines.add(List.of("sentinel", "failover-timeout", name, Long.toString(failoverTimeout.toMillis())));
        lines.add(List.of("sentinel", "parallel-syncs", name, Integer.toString(DATA_SERVERS - 1)));
        lines.add(List.of("sentinel", "auth-user", name, AdminClient.USER));
        lines.add(List.of("sentinel", "auth-pass", name, data.adminPassword()));
        lines.add(List.of("sentinel", "sentinel-user", AdminClient.USER));
        lines.add(List.of("sentinel", "sentinel-pass", data.adminPassword()));
        if (data.certificates() != null) {
            lines.add(List.of("tls-replication", "yes"));
        }
        return new ServerSettings(
                sentinelPassword,
                sentinelDefaultUser,
                sentinelUsers,
                data.certificates(),
                data.clientCertificates(),
                lines,
                List.of("--sentinel"),
                data.adminPassword());
    }

    private static Duration atLeastTenth(String name, Duration time) {
        if (requireNonNull(time, name).toMillis() < 100) {
            throw new IllegalArgumentException(name + ": " + time + " (expected: >= PT0.1S)");
        }
        return time;
    }
}
