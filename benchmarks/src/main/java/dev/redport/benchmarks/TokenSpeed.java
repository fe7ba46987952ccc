package dev.redport.benchmarks;

import static java.util.Objects.requireNonNull;

import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.Rotation;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How many checks, rotations and operations on sessions there are a second. */
final class TokenSpeed {
    private static final int MANY = 10_000;
    private static final int TEN = 10;

    private final List<Integer> threads = Stream.of(
                    System.getProperty(TokenComparison.THREADS, "1,8,32").split(","))
            .map(Integer::valueOf)
            .toList();
    private final int rounds = Integer.getInteger(TokenComparison.ROUNDS, 5);
    private final long nanos = (long) (Double.parseDouble(System.getProperty(TokenComparison.SECONDS, "0.2")) * 1e9);
    private final List<Race> races = new ArrayList<>();

    private TokenSpeed() {}

    /** Runs all races over a driver, on two servers: what creates sessions without end has one that is emptied. */
    static void print(PrintStream out, String driver) throws InterruptedException {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                EmbeddedRedis emptied = EmbeddedRedis.start();
                TokenContest tokens = TokenContest.open(driver, URI.create(redis.url()));
                SessionContest sessions = SessionContest.open(driver, URI.create(redis.url()), true);
                SessionContest growing = SessionContest.open(driver, URI.create(emptied.url()), true)) {
            TokenSpeed speed = new TokenSpeed();
            speed.addTokens(tokens);
            if (SpringConnection.supports(driver)) {
                speed.addSessions(sessions.peers());
                speed.addCreations(growing.peers(), emptied);
            }
            speed.run(out, tokens.driver());
        }
    }

    /** Both stores have the same tokens; rotations have tokens of their own. */
    private void addTokens(TokenContest contest) {
        Map<String, TokenStore> stores = new LinkedHashMap<>();
        stores.put("Redport", contest.store());
        stores.put("cut-offs known for 1 s", contest.store(spec -> spec.cutoffStaleness(Duration.ofSeconds(1))));
        TokenSamples samples = new TokenSamples(contest);
        List<TokenRef> access = IntStream.range(0, MANY)
                .mapToObj(i -> samples.accessToken(samples.user()))
                .toList();
        Map<String, AtomicReferenceArray<Token>> refresh = new LinkedHashMap<>();
        stores.keySet().forEach(name -> refresh.put(name, refreshTokens(samples)));
        for (int number : threads) {
            Race check = add("check", number, MANY);
            Race hot = add("check of one subject", number, 1);
            Race rotate = add("rotate", number, MANY);
            stores.forEach((name, store) -> {
                check.with(
                        name,
                        i -> expect(store.revocations().check(access.get(i)).isActive()));
                hot.with(
                        name,
                        i -> expect(store.revocations().check(access.get(0)).isActive()));
                rotate.with(name, i -> rotate(store, requireNonNull(refresh.get(name)), i));
            });
        }
    }

    private static AtomicReferenceArray<Token> refreshTokens(TokenSamples samples) {
        AtomicReferenceArray<Token> tokens = new AtomicReferenceArray<>(MANY);
        for (int i = 0; i < MANY; i++) {
            tokens.set(i, samples.refreshToken(i));
        }
        return tokens;
    }

    private static void rotate(TokenStore store, AtomicReferenceArray<Token> tokens, int subject) {
        Rotation rotation = store.refreshTokens().rotate(tokens.get(subject), TokenSamples.CLIENT);
        tokens.set(subject, ((Rotation.Rotated) rotation).refreshed().token());
    }

    private void addSessions(List<SessionPeer> peers) {
        int ten = MANY; // a user whom the others do not touch
        Map<SessionPeer, List<String>> sessions = new LinkedHashMap<>();
        for (SessionPeer peer : peers) {
            sessions.put(peer, IntStream.range(0, MANY).mapToObj(peer::create).toList());
        }
        SessionPeer ours = peers.get(0); // both of Redport's see the same sessions
        List<SessionPeer> listing = peers.stream()
                .filter(peer -> peer.name().equals(SpringSessions.INDEXED) || peer.equals(ours))
                .toList();
        listing.forEach(peer -> IntStream.range(0, TEN).forEach(i -> peer.create(ten)));
        for (int number : threads) {
            Race find = add("find", number, MANY);
            Race touch = add("find and touch", number, MANY);
            Race list = add("list of 10", number, 1);
            sessions.forEach((peer, tokens) -> {
                find.with(peer.name(), i -> expect(peer.find(tokens.get(i))));
                touch.with(peer.name(), i -> expect(peer.touch(tokens.get(i))));
            });
            listing.forEach(peer -> list.with(peer.name(), i -> expect(peer.list(ten) == TEN)));
        }
    }

    /** Sessions that are not ended are thrown away after each turn. */
    private void addCreations(List<SessionPeer> peers, EmbeddedRedis emptied) {
        for (int number : threads) {
            Race create = add("create", number, MANY);
            Race pair = add("create and end", number, MANY);
            for (SessionPeer peer : peers) {
                if (!peer.name().equals(RedportSessions.EACH_USE)) {
                    create.with(peer.name(), peer::create, emptied::flushAll);
                    pair.with(peer.name(), i -> expect(peer.end(peer.create(i))), emptied::flushAll);
                }
            }
        }
    }

    private void run(PrintStream out, String driver) throws InterruptedException {
        out.printf("%n%s: warming up%n", driver);
        for (Race race : races) {
            race.warmUp(nanos);
        }
        for (int round = 0; round < rounds; round++) {
            out.printf("%s: round %d of %d%n", driver, round + 1, rounds);
            for (Race race : races) {
                race.round(round, nanos);
            }
        }
        MarkdownTable table = new MarkdownTable(
                out,
                driver + ": medians of " + rounds + " rounds; ratio of the first to it (its middle half)",
                "",
                "threads",
                "calls/s",
                "ratio");
        races.forEach(race -> race.print(table));
    }

    private Race add(String name, int number, int subjects) {
        Race race = new Race(name, number, subjects);
        races.add(race);
        return race;
    }

    private static void expect(boolean outcome) {
        if (!outcome) {
            throw new IllegalStateException("another outcome");
        }
    }
}
