package dev.redport.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Redport's sessions and Spring's over the same client library. Thread-safe. */
final class SessionContest implements AutoCloseable {
    private final TokenContest contest;
    private final @Nullable SpringConnection spring;
    private final List<SessionPeer> peers = new ArrayList<>();

    private SessionContest(TokenContest contest, @Nullable SpringConnection spring, boolean device) {
        this.contest = contest;
        this.spring = spring;
        peers.add(new RedportSessions(RedportSessions.MINUTE, contest.store(), device));
        peers.add(new RedportSessions(
                RedportSessions.EACH_USE, contest.store(spec -> spec.touchInterval(Duration.ZERO)), device));
        if (spring != null) {
            peers.addAll(spring.sessions(device));
        }
    }

    /**
     * Connects all.
     *
     * @param device whether sessions keep a device; for Spring that is three attributes more
     */
    static SessionContest open(String driver, URI server, boolean device) {
        return new SessionContest(
                TokenContest.open(driver, server),
                SpringConnection.supports(driver) ? SpringConnection.open(driver, server) : null,
                device);
    }

    /** Redport's first. */
    List<SessionPeer> peers() {
        return peers;
    }

    SessionPeer peer(String name) {
        return peers.stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        contest.close();
        if (spring != null) {
            spring.close();
        }
    }
}
