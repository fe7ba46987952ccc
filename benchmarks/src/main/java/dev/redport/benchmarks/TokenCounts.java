package dev.redport.benchmarks;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.FaultProxy;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/** What operations cost at the server: of a token store, and of sessions beside Spring's. */
final class TokenCounts {
    private static final int TEN = 10;

    private TokenCounts() {}

    /**
     * The operations of a token store.
     *
     * @param wanted which of them, by name
     */
    static Map<String, CallCost> operations(String driver, Predicate<String> wanted) {
        Map<String, CallCost> costs = new LinkedHashMap<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                FaultProxy proxy = FaultProxy.to(redis);
                TokenContest contest = TokenContest.open(driver, through(proxy))) {
            for (TokenOperation each : TokenOperation.all(contest)) {
                if (wanted.test(each.name())) {
                    costs.put(each.name(), CallCost.of(redis, proxy, each.batch(), contest::calls));
                }
            }
        }
        return costs;
    }

    private static URI through(FaultProxy proxy) {
        return URI.create("redis://" + proxy.host() + ":" + proxy.port());
    }

    /** The operations on sessions, for each way to keep them. */
    static Map<String, CallCost> sessions(String driver, boolean device) {
        Map<String, CallCost> costs = new LinkedHashMap<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                FaultProxy proxy = FaultProxy.to(redis);
                SessionContest contest = SessionContest.open(driver, through(proxy), device)) {
            AtomicInteger users = new AtomicInteger();
            for (SessionPeer peer : contest.peers()) {
                operations(peer, users::getAndIncrement)
                        .forEach((name, batch) ->
                                costs.put(name + ", " + peer.name(), CallCost.of(redis, proxy, batch)));
            }
        }
        return costs;
    }

    private static Map<String, Batch> operations(SessionPeer peer, IntSupplier users) {
        Map<String, Batch> all = new LinkedHashMap<>();
        all.put("create", Batch.each(i -> users.getAsInt(), peer::create));
        all.put("find", each(peer, users, peer::find));
        all.put("find and touch", each(peer, users, peer::touch));
        all.put("find and change an attribute", each(peer, users, peer::update));
        all.put("end", each(peer, users, peer::end));
        int ten = users.getAsInt();
        for (int i = 0; i < TEN; i++) {
            peer.create(ten);
        }
        if (peer.list(ten) >= 0) {
            all.put("list of 10", Batch.of(() -> expect(peer, peer.list(ten) == TEN)));
        }
        return all;
    }

    private static Batch each(SessionPeer peer, IntSupplier users, Predicate<String> call) {
        return Batch.each(i -> peer.create(users.getAsInt()), token -> expect(peer, call.test(token)));
    }

    private static void expect(SessionPeer peer, boolean outcome) {
        if (!outcome) {
            throw new IllegalStateException(peer.name() + ": another outcome");
        }
    }
}
