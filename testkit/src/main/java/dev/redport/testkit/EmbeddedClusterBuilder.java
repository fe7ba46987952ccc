package dev.redport.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What an {@link EmbeddedCluster} is to be started with. Passwords, users, TLS and directives hold for every node. Not safe
 * for several threads.
 *
 * @since 0.1.0
 */
public final class EmbeddedClusterBuilder extends ServerBuilder<EmbeddedClusterBuilder> {
    static final int NODES = 6;

    private Duration nodeTimeout = Duration.ofMillis(1_500);
    private boolean fullCoverage = true;
    private boolean proxied;

    EmbeddedClusterBuilder() {}

    @Override
    EmbeddedClusterBuilder self() {
        return this;
    }

    /**
     * Sets after how much silence the others think a node failed ({@code cluster-node-timeout}); 1.5 seconds unless set. A
     * failover takes this and about a second more.
     *
     * @param timeout the time, at least 100 milliseconds
     * @return this builder
     * @throws IllegalArgumentException if the time is shorter
     */
    public EmbeddedClusterBuilder nodeTimeout(Duration timeout) {
        if (requireNonNull(timeout, "timeout").toMillis() < 100) {
            throw new IllegalArgumentException("nodeTimeout: " + timeout + " (expected: >= PT0.1S)");
        }
        this.nodeTimeout = timeout;
        return this;
    }

    /**
     * Lets the cluster serve the slots it has when others are lost ({@code cluster-require-full-coverage no}).
     *
     * @return this builder
     */
    public EmbeddedClusterBuilder partialCoverage() {
        this.fullCoverage = false;
        return this;
    }

    /**
     * Puts a {@link FaultProxy} in front of each node and makes the node announce the proxy's port, so that clients that
     * follow the topology pass the proxies. Replication passes them as well; the cluster bus does not.
     *
     * @return this builder
     */
    public EmbeddedClusterBuilder throughProxies() {
        this.proxied = true;
        return this;
    }

    /**
     * Starts the nodes, joins them and waits until the cluster is healthy.
     *
     * @return the running cluster
     * @throws IllegalStateException if there is no suitable {@code redis-server} here, a node does not start, or the nodes
     *     do not become a healthy cluster within 30 seconds
     */
    public EmbeddedCluster start() {
        ServerSettings settings = settings();
        return LoopbackPort.retrying(() -> EmbeddedCluster.start(
                ServerGroup.start(
                        NODES,
                        proxied,
                        LoopbackPort::pickWithBus,
                        place -> settings.within(directives(settings, place))),
                settings));
    }

    private List<List<String>> directives(ServerSettings settings, ServerGroup.Place place) {
        String announced = Integer.toString(place.announced());
        List<List<String>> lines = new ArrayList<>(settings.replication());
        lines.add(List.of("cluster-enabled", "yes"));
        lines.add(List.of("cluster-config-file", "nodes.conf"));
        lines.add(List.of("cluster-node-timeout", Long.toString(nodeTimeout.toMillis())));
        lines.add(List.of("cluster-require-full-coverage", fullCoverage ? "yes" : "no"));
        lines.add(List.of("cluster-replica-validity-factor", "0"));
        lines.add(List.of("cluster-allow-replica-migration", "no"));
        lines.add(List.of("cluster-announce-ip", LoopbackPort.HOST));
        lines.add(List.of("cluster-announce-bus-port", Integer.toString(LoopbackPort.busOf(place.port()))));
        if (settings.certificates() == null) {
            lines.add(List.of("cluster-announce-port", announced));
        } else {
            lines.add(List.of("cluster-announce-tls-port", announced));
            lines.add(List.of("tls-cluster", "yes"));
        }
        return lines;
    }
}
