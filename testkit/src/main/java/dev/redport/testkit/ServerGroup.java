package dev.redport.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Servers that start side by side and end together, each behind a fault proxy if asked for. Safe for several threads once
 * started.
 */
final class ServerGroup implements AutoCloseable {
    private final Map<EmbeddedRedis, Integer> announced = new LinkedHashMap<>();
    private final Map<EmbeddedRedis, FaultProxy> proxies = new LinkedHashMap<>();

    private ServerGroup() {}

    /** Where a server listens, and where it tells others to find it. */
    record Place(int port, int announced) {}

    static ServerGroup start(int count, boolean proxied, IntSupplier ports, Function<Place, ServerSettings> settings) {
        ServerGroup group = new ServerGroup();
        try {
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int port = ports.getAsInt();
                while (taken.contains(port)) {
                    port = ports.getAsInt();
                }
                taken.add(port);
            }
            for (int port : taken) {
                group.launch(port, proxied ? FaultProxy.to(LoopbackPort.HOST, port) : null, settings);
            }
            group.servers().forEach(EmbeddedRedis::awaitReady);
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    private void launch(int port, @Nullable FaultProxy proxy, Function<Place, ServerSettings> settings) {
        try {
            int told = proxy == null ? port : proxy.port();
            EmbeddedRedis server = EmbeddedRedis.launch(settings.apply(new Place(port, told)), port);
            announced.put(server, told);
            if (proxy != null) {
                proxies.put(server, proxy);
            }
        } catch (RuntimeException e) {
            if (proxy != null) {
                proxy.close();
            }
            throw e;
        }
    }

    List<EmbeddedRedis> servers() {
        return List.copyOf(announced.keySet());
    }

    /** Those that run and were not paused. */
    List<EmbeddedRedis> awake() {
        return announced.keySet().stream().filter(EmbeddedRedis::awake).toList();
    }

    int announced(EmbeddedRedis server) {
        return Optional.ofNullable(announced.get(server)).orElseThrow(() -> stranger(server));
    }

    /** The server whose announced port this is. */
    Optional<EmbeddedRedis> announcing(int port) {
        return announced.entrySet().stream()
                .filter(entry -> entry.getValue() == port)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Where clients are to connect, as host:port. */
    List<String> addresses() {
        return announced.values().stream()
                .map(port -> LoopbackPort.HOST + ":" + port)
                .toList();
    }

    FaultProxy proxyOf(EmbeddedRedis server) {
        if (proxies.isEmpty()) {
            throw new IllegalStateException("proxies: none (expected: a builder told throughProxies())");
        }
        return Optional.ofNullable(proxies.get(server)).orElseThrow(() -> stranger(server));
    }

    private static IllegalArgumentException stranger(EmbeddedRedis server) {
        return new IllegalArgumentException("server: on port " + server.port() + " (expected: one of this topology)");
    }

    @Override
    public void close() {
        proxies.values().forEach(FaultProxy::close);
        announced.keySet().forEach(EmbeddedRedis::close);
    }
}
