package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import dev.redport.config.TlsPeer;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The servers that own data, for commands that are about a server and not about a key: SCAN, SCRIPT LOAD, INFO. Immutable
 * and thread-safe.
 *
 * @since 0.1.0
 */
public final class Masters {
    private final List<RedisDriver> drivers;
    private final boolean settled;
    private final Object layout;
    private final @Nullable SentinelView sentinels;
    private final @Nullable TlsPeer peer;

    Masters(
            List<RedisDriver> drivers,
            boolean settled,
            Object layout,
            @Nullable SentinelView sentinels,
            @Nullable TlsPeer peer) {
        this.drivers = List.copyOf(drivers);
        this.settled = settled;
        this.layout = layout;
        this.sentinels = sentinels;
        this.peer = peer;
    }

    /**
     * The one and only server.
     *
     * @param only a driver of it
     * @return the masters
     */
    public static Masters of(RedisDriver only) {
        return new Masters(List.of(requireNonNull(only, "only")), true, "only", null, null);
    }

    /**
     * A driver for each master, which sends everything there whatever its key. To be used soon, and not to be closed.
     *
     * @return the drivers, in an order that stays the same while the topology does
     */
    public List<RedisDriver> drivers() {
        return drivers;
    }

    /**
     * What the sentinels said of themselves, if there are any.
     *
     * @return empty unless the topology is Sentinel
     */
    public Optional<SentinelView> sentinels() {
        return Optional.ofNullable(sentinels);
    }

    /**
     * The TLS handshake with the server that was connected to last, a Sentinel perhaps.
     *
     * @return empty without TLS, or before the first connection
     */
    public Optional<TlsPeer> tlsPeer() {
        return Optional.ofNullable(peer);
    }

    /**
     * Whether every key is in one place for now.
     *
     * @return false while slots are being moved from one master to another
     */
    public boolean settled() {
        return settled;
    }

    /**
     * Whether nothing moved between two looks.
     *
     * @param other an earlier or later look through the same driver
     * @return true if each slot has the same master in both, and none is on its way
     */
    public boolean sameAs(Masters other) {
        return settled && other.settled && layout.equals(other.layout);
    }

    /**
     * The same with something around each driver, for decorators.
     *
     * @param around makes the decorator
     * @return a copy
     */
    public Masters with(UnaryOperator<RedisDriver> around) {
        return new Masters(drivers.stream().map(around).toList(), settled, layout, sentinels, peer);
    }
}
