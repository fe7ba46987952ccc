package dev.redport.testkit;

import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A real primary with two replicas on loopback, watched by three sentinels with a quorum of two.
 *
 * <p>Each server and sentinel is an {@link EmbeddedRedis} that can be paused, killed and restarted by itself. A former
 * primary that is restarted first believes to be one still; the sentinels make it a replica after 10 to 20 seconds, or
 * {@link #rejoin} does at once. All processes end with {@link #close()} and with the JVM.
 *
 * <p>Safe for several threads; calls that change the topology must not race each other.
 *
 * @since 0.1.0
 */
public final class EmbeddedSentinel implements AutoCloseable {
    static final String MASTER = "mymaster";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ServerGroup data;
    private final ServerGroup sentinels;

    private EmbeddedSentinel(ServerGroup data, ServerGroup sentinels) {
        this.data = data;
        this.sentinels = sentinels;
    }

    /** The sentinels start once there are replicas to find, as they look again only every ten seconds. */
    static EmbeddedSentinel start(ServerGroup data, IntFunction<ServerGroup> watch) {
        ServerGroup sentinels = null;
        try {
            replicate(data);
            sentinels = watch.apply(data.announced(data.servers().get(0)));
            EmbeddedSentinel started = new EmbeddedSentinel(data, sentinels);
            started.awaitHealthy(LIMIT);
            return started;
        } catch (RuntimeException e) {
            if (sentinels != null) {
                sentinels.close();
            }
            data.close();
            throw e;
        }
    }

    private static void replicate(ServerGroup data) {
        String port = Integer.toString(data.announced(data.servers().get(0)));
        List<EmbeddedRedis> replicas = data.servers().subList(1, data.servers().size());
        for (EmbeddedRedis replica : replicas) {
            replicate(replica, port);
        }
        Await.nothingMissing(
                LIMIT,
                () -> replicas.stream()
                                .allMatch(replica ->
                                        "up".equals(replica.info("replication").get("master_link_status")))
                        ? ""
                        : "the replicas' link to their primary");
    }

    private static void replicate(EmbeddedRedis replica, String port) {
        replica.execute("REPLICAOF", LoopbackPort.HOST, port);
        replica.execute("CONFIG", "REWRITE");
    }

    /**
     * Returns the name the sentinels know the primary by.
     *
     * @return always {@code mymaster}
     */
    public String masterName() {
        return MASTER;
    }

    /**
     * Returns where clients are to ask for the primary.
     *
     * @return {@code host:port} of each sentinel, in the order of {@link #sentinels()}
     */
    public List<String> addresses() {
        return sentinels.addresses();
    }

    /**
     * Returns the URL a client of the default user connects to, the servers' password included; the sentinels' has no place
     * in a URL.
     *
     * @return {@code redis-sentinel://} or, if the servers speak TLS, {@code rediss-sentinel://}
     */
    public String url() {
        return nodes().get(0).url("sentinel", addresses()) + "/0?master=" + MASTER;
    }

    /**
     * Returns the sentinels, down or not.
     *
     * @return three sentinels
     */
    public List<EmbeddedRedis> sentinels() {
        return sentinels.servers();
    }

    /**
     * Returns the data servers, down or not, in the order they were started in.
     *
     * @return three servers, the first primary first
     */
    public List<EmbeddedRedis> nodes() {
        return data.servers();
    }

    /**
     * Returns the certificates of servers that speak TLS.
     *
     * @return the certificates
     * @throws IllegalStateException if they do not speak TLS
     */
    public TestCertificates certificates() {
        return nodes().get(0).certificates();
    }

    /**
     * Returns the proxy whose port a data server announces.
     *
     * @param node one of {@link #nodes()}
     * @return its proxy
     * @throws IllegalStateException if there are none, see {@link EmbeddedSentinelBuilder#throughProxies()}
     */
    public FaultProxy proxyOf(EmbeddedRedis node) {
        return data.proxyOf(node);
    }

    /**
     * Returns the primary the sentinels name now, which may be down or paused and not replaced yet.
     *
     * @return the primary
     * @throws IllegalStateException if there is none
     */
    public EmbeddedRedis primary() {
        return now().primary().orElseThrow(() -> new IllegalStateException("primary: none (expected: one)"));
    }

    /**
     * Returns the data servers that are replicas now and are neither down nor paused.
     *
     * @return the replicas
     */
    public List<EmbeddedRedis> replicas() {
        return now().replicas();
    }

    /**
     * Ends the primary with SIGKILL and does not wait for a replica to take over.
     *
     * @return the server that was killed
     */
    public EmbeddedRedis killPrimary() {
        EmbeddedRedis primary = primary();
        primary.kill();
        return primary;
    }

    /**
     * Makes the sentinels promote a replica ({@code SENTINEL FAILOVER}) and waits until it takes writes, the other replica
     * follows it and every sentinel knows. As ever with Sentinel, the old primary, if it runs, goes on to take writes from
     * who did not notice, and loses them when the sentinels make it a replica 10 to 20 seconds later; {@link #rejoin} makes
     * it one at once.
     *
     * @return the new primary
     * @throws IllegalStateException if the failover does not come about
     */
    public EmbeddedRedis failover() {
        EmbeddedRedis before = primary();
        Await.nothingMissing(LIMIT, () -> {
            failOverFrom(before);
            return primary() == before ? "another primary" : now().missing(List.of(before));
        });
        return primary();
    }

    /** Asks again for what a sentinel gave up, as it does when the replica it chose is not promoted in time. */
    private void failOverFrom(EmbeddedRedis before) {
        EmbeddedRedis sentinel = sentinels.awake().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("sentinels: none (expected: one that is awake)"));
        Object address = sentinel.execute("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        if (List.of(LoopbackPort.HOST, Integer.toString(data.announced(before))).equals(address)) {
            sentinel.execute("SENTINEL", "FAILOVER", MASTER); // an error while one is on or no replica is fit
        }
    }

    /**
     * Makes former primaries that run follow the present one at once, as the sentinels would after 10 to 20 seconds, and waits
     * until all is healthy.
     *
     * @throws IllegalStateException if that takes longer than 30 seconds
     */
    public void rejoin() {
        Await.nothingMissing(LIMIT, () -> {
            SentinelSnapshot now = now();
            String port = Integer.toString(data.announced(primary()));
            for (EmbeddedRedis pretender : now.pretenders()) {
                replicate(pretender, port);
            }
            return now.missing(List.of());
        });
    }

    /**
     * Waits until there is a primary, the other data servers that are awake follow it, and every sentinel that is awake sees
     * all of this and a quorum.
     *
     * @param limit how long; 30 seconds are enough for a former primary to be made a replica
     * @throws IllegalStateException if that takes longer; the message says what is missing
     */
    public void awaitHealthy(Duration limit) {
        Await.nothingMissing(limit, () -> now().missing(List.of()));
    }

    /** Deletes every key, on the primary and so on all. */
    public void flushAll() {
        primary().flushAll();
    }

    /**
     * Returns how often a command ran on the present primary; what replicas repeat of it is not counted.
     *
     * @param command the command's name, in any case
     * @return the number of calls since the server's start or {@link #resetStats()}
     */
    public long commandCount(String command) {
        return primary().commandCount(command);
    }

    /** Sets the counters of all data servers that are awake to zero. */
    public void resetStats() {
        data.awake().forEach(EmbeddedRedis::resetStats);
    }

    /** Ends all processes and proxies at once and removes their files; a second call does nothing. */
    @Override
    public void close() {
        sentinels.close();
        data.close();
    }

    private SentinelSnapshot now() {
        return new SentinelSnapshot(data, sentinels);
    }
}
