package dev.redport.driver;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.Topology;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends each command to the server that has its key: the one there is, the master that the sentinels name, or the owner of
 * the slot. Follows MOVED and ASK, and has the topology looked at again when calls fail.
 *
 * <p>A command that failed is repeated here only where the server has said that it did not run it but another one would;
 * everything else is left to the retries above.
 */
final class RoutingDriver implements RedisDriver {
    /** A command that was sent on so often is in a cluster that does not know what it wants. */
    static final int MOST_REDIRECTS = 5;

    private final DriverInfo info;
    private final Servers servers;
    private final Directory directory;
    private final Certificates certificates;

    private RoutingDriver(DriverInfo info, Certificates certificates, Servers servers, Directory directory) {
        this.info = info;
        this.certificates = certificates;
        this.servers = servers;
        this.directory = directory;
    }

    static RoutingDriver connect(DriverFactory factory, RedisConfig config, RedisListener listener) {
        Certificates certificates = new Certificates(config, listener);
        Connector connector = factory.connector(config, certificates.source());
        Servers servers = new Servers(config, connector);
        DriverInfo info = new DriverInfo(factory.name(), factory.clientVersion(), config);
        return new RoutingDriver(info, certificates, servers, directory(config, servers));
    }

    /** Told again whenever the files change. */
    void tellOfCertificates() {
        certificates.tell();
    }

    private static Directory directory(RedisConfig config, Servers servers) {
        Topology topology = config.topology();
        if (topology instanceof Topology.Sentinel sentinel) {
            Discovery discovery = new SentinelDiscovery(sentinel, servers);
            return new WatchedDirectory(discovery, servers, sentinel.nodes()).start();
        }
        if (topology instanceof Topology.Cluster cluster) {
            Discovery discovery =
                    new ClusterDiscovery(cluster.nodes(), config.tls().enabled(), servers);
            return new WatchedDirectory(discovery, servers, cluster.nodes()).start();
        }
        Server only = servers.get(new Endpoint(config.host(), config.port()), Server.Role.MASTER);
        var unused = only.node(); // opens its first connections
        return Directory.fixed(Layout.of(new Shard(only, List.of())));
    }

    @Override
    public Reply execute(Command command, Call call) {
        requireOpen();
        Server server = serving(directory.layout(call), command);
        for (int sentOn = 0; ; sentOn++) {
            try {
                return server.execute(command, call);
            } catch (RedisException e) {
                Server next = elsewhere(command, server, e, call);
                if (next == null) {
                    throw e;
                }
                if (sentOn == MOST_REDIRECTS) {
                    throw Failures.sentInCircles();
                }
                server = next;
            }
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        requireOpen();
        if (commands.isEmpty()) {
            return List.of();
        }
        try {
            Layout layout = directory.layout(call);
            Shard only = layout.only();
            if (only == null || !only.replicas().isEmpty()) {
                return new Scatter(this, layout, commands, call).replies();
            }
            List<Reply> replies = only.master().executeAll(commands, call);
            replies.forEach(reply -> report(only.master(), reply.error()));
            return replies;
        } catch (RedisException e) {
            return Collections.nCopies(commands.size(), Reply.of(e));
        }
    }

    /** Who is to be asked; that nobody is known is looked into, as slots without an owner get one again. */
    Server serving(Layout layout, Command command) {
        try {
            return layout.owner(command).serving(command);
        } catch (RedisException e) {
            directory.lookAgain();
            throw e;
        }
    }

    /** Where to send a command at once that failed here, if anywhere; a failure that may mean a change is looked into. */
    @Nullable
    Server elsewhere(Command command, Server asked, RedisException failure, Call call) {
        Redirect redirect = Redirect.of(failure);
        if (redirect != null) {
            return follow(redirect, asked, call);
        }
        report(asked, failure);
        if (asked.role() == Server.Role.REPLICA && isAboutTheServer(failure) && call.remainingNanos() > 0) {
            return master(command, call);
        }
        return null;
    }

    private @Nullable Server master(Command command, Call call) {
        try {
            return directory.layout(call).owner(command).master();
        } catch (RedisException e) {
            return null; // nobody has the slot any more
        }
    }

    void report(Server asked, @Nullable RedisException failure) {
        if (failure != null && isAboutTheServer(failure)) {
            directory.suspect(asked);
        }
    }

    private static boolean isAboutTheServer(RedisException failure) {
        return switch (failure.kind()) {
            case NOT_CONNECTED, CONNECTION_LOST, TIMEOUT, SERVER_BUSY, READ_ONLY, TLS -> true;
            default -> false;
        };
    }

    /** Only servers that belong to the cluster are followed: nobody can send commands and credentials astray. */
    private @Nullable Server follow(Redirect redirect, Server asked, Call call) {
        Endpoint target = redirect.target(asked.endpoint());
        if (target == null || directory.layout(call).only() != null) {
            return null;
        }
        if (!directory.layout(call).knows(target) && !found(target, call)) {
            return null;
        }
        if (redirect.ask()) {
            return servers.get(target, Server.Role.ASKING);
        }
        Server owner = servers.get(target, Server.Role.MASTER);
        directory.moved(redirect.slot(), owner);
        return owner;
    }

    private boolean found(Endpoint target, Call call) {
        try {
            return directory.refreshed(call).knows(target);
        } catch (RedisException e) {
            return false;
        }
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        requireOpen();
        Layout layout = directory.layout(call);
        List<Server> masters = layout.shards().stream().map(Shard::master).toList();
        List<Reply> replies = Scatter.toEach(this, layout, masters, command, call);
        List<MasterReply> all = new ArrayList<>(masters.size());
        for (int i = 0; i < masters.size(); i++) {
            report(masters.get(i), replies.get(i).error());
            all.add(new MasterReply(masters.get(i).endpoint(), replies.get(i)));
        }
        return List.copyOf(all);
    }

    @Override
    public Masters masters(Call call) {
        requireOpen();
        Layout layout = directory.refreshed(call);
        List<RedisDriver> drivers = layout.shards().stream()
                .<RedisDriver>map(shard -> new MasterDriver(this, shard.master()))
                .toList();
        return new Masters(
                drivers,
                isSettled(layout, call),
                layout,
                directory.sentinels(),
                certificates.lastPeer().orElse(null));
    }

    private boolean isSettled(Layout layout, Call call) {
        return layout.settled()
                && (layout.only() != null
                        || layout.shards().stream()
                                .map(shard -> servers.get(shard.master().endpoint(), Server.Role.SCOUT))
                                .allMatch(scout -> ClusterDiscovery.isSettled(scout, call)));
    }

    void requireOpen() {
        if (servers.isClosed()) {
            throw Failures.closed();
        }
    }

    @Override
    public DriverInfo info() {
        return info;
    }

    @Override
    public PoolStats pool() {
        return servers.pool();
    }

    @Override
    public void close() {
        directory.close();
        var unused = servers.close();
    }

    @Override
    public String toString() {
        return "RoutingDriver[" + info.driver() + "]";
    }
}
