package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.Creation;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.RevokeScope;
import dev.redport.token.Session;
import dev.redport.token.SessionId;
import dev.redport.token.SessionLimit;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many callers at once: what they saw is explained by some order of their calls.
 *
 * @since 0.1.0
 */
public abstract class TokenHistoryContract extends TokenFixture {
    private static final int CALLS = 50;

    /** For subclasses. */
    protected TokenHistoryContract() {}

    @ParameterizedTest
    @EnumSource
    void thereAreNeverMoreSessionsThanThereMayBe(SessionLimit limit) throws Exception {
        TokenStore store = store(spec().maxSessions(3, limit));
        AtomicInteger created = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            threads.add(LifecycleContract.start(
                    () -> {
                        for (int call = 0; call < 15; call++) {
                            Creation creation = store.sessions().create(NewSession.of(ANNA));
                            created.addAndGet(creation instanceof Creation.Created ? 1 : 0);
                        }
                    },
                    failures));
        }
        Thread watcher = LifecycleContract.start(
                () -> {
                    for (int i = 0; !over.get() && i < 100_000; i++) {
                        most.accumulateAndGet(store.sessions().count(ANNA), Math::max);
                    }
                },
                failures);
        LifecycleContract.join(threads);
        over.set(true);
        LifecycleContract.join(List.of(watcher));

        assertThat(failures).isEmpty();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(store.sessions().count(ANNA)).isEqualTo(3);
        assertThat(store.sessions().list(ANNA)).hasSize(3);
        assertThat(created.get()).isEqualTo(limit == SessionLimit.REJECT ? 3 : 90);
    }

    /** What a call did or saw, and between which times. */
    private enum Kind {
        CREATED,
        ALIVE,
        DEAD,
        ENDED_ALL,
        ENDED_OTHERS
    }

    private record Event(Kind kind, String session, long begin, long end) {
        boolean isBefore(Event other) {
            return end < other.begin;
        }
    }

    /** A session as its user knows it. */
    private record Known(SessionId id, Token token) {}

    @Test
    void noCallSeesADeadSessionAndNoneDiesWithoutACause() throws Exception {
        TokenStore store = store(spec().maxSessions(1_000, SessionLimit.REJECT));
        TokenStore elsewhere = store(spec().maxSessions(1_000, SessionLimit.REJECT));
        Queue<Event> history = new ConcurrentLinkedQueue<>();
        List<Known> sessions = new CopyOnWriteArrayList<>();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = List.of(
                caller(failures, () -> create(store, history, sessions)),
                caller(failures, () -> create(elsewhere, history, sessions)),
                caller(failures, () -> use(store, history, sessions)),
                caller(failures, () -> use(elsewhere, history, sessions)),
                caller(failures, () -> use(elsewhere, history, sessions)),
                caller(failures, () -> revoke(store, history)),
                caller(failures, () -> endOthers(elsewhere, history, sessions)));
        LifecycleContract.join(threads);
        assertThat(failures).isEmpty();

        List<String> listed = store.sessions().list(ANNA).stream()
                .map(Session::id)
                .map(SessionId::text)
                .toList();
        List<String> found = new ArrayList<>();
        for (Known each : sessions) {
            long begin = System.nanoTime();
            boolean alive = elsewhere.sessions().find(each.token()).isPresent();
            note(history, alive ? Kind.ALIVE : Kind.DEAD, each.id().text(), begin);
            if (alive) {
                found.add(each.id().text());
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(store.sessions().count(ANNA)).isEqualTo(found.size());
        explain(List.copyOf(history));
    }

    private static Thread caller(Queue<String> failures, Runnable call) {
        return LifecycleContract.start(
                () -> {
                    for (int i = 0; i < CALLS; i++) {
                        call.run();
                    }
                },
                failures);
    }

    private static void note(Queue<Event> history, Kind kind, String session, long begin) {
        history.add(new Event(kind, session, begin, System.nanoTime()));
    }

    private static void create(TokenStore store, Queue<Event> history, List<Known> sessions) {
        long begin = System.nanoTime();
        Creation.Created created = login(store, ANNA);
        note(history, Kind.CREATED, created.session().id().text(), begin);
        sessions.add(new Known(created.session().id(), created.token()));
    }

    private static void use(TokenStore store, Queue<Event> history, List<Known> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        int size = sessions.size();
        Known known = sessions.get(size - 1 - ThreadLocalRandom.current().nextInt(Math.min(size, 8)));
        long begin = System.nanoTime();
        boolean alive = switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> store.sessions().find(known.token()).isPresent();
            case 1 -> store.sessions().findAndTouch(known.token()).isPresent();
            default -> !(store.sessions().update(known.token(), Patch.set("a", "1")) instanceof Update.Gone);
        };
        note(history, alive ? Kind.ALIVE : Kind.DEAD, known.id().text(), begin);
    }

    private static void revoke(TokenStore store, Queue<Event> history) {
        long begin = System.nanoTime();
        if (ThreadLocalRandom.current().nextBoolean()) {
            store.revokeAll(ANNA, RevokeScope.EVERYTHING);
        } else {
            store.sessions().endAll(ANNA);
        }
        note(history, Kind.ENDED_ALL, "", begin);
    }

    private static void endOthers(TokenStore store, Queue<Event> history, List<Known> sessions) {
        if (sessions.isEmpty()) {
            return;
        }
        Known current = sessions.get(sessions.size() - 1);
        long begin = System.nanoTime();
        if (store.sessions().endOthers(current.token()) > 0) {
            note(history, Kind.ENDED_OTHERS, current.id().text(), begin);
        }
    }

    private static void explain(List<Event> history) {
        List<Event> ends = history.stream()
                .filter(event -> event.kind() == Kind.ENDED_ALL || event.kind() == Kind.ENDED_OTHERS)
                .toList();
        assertThat(ends).hasSizeGreaterThanOrEqualTo(CALLS);
        for (Event created :
                history.stream().filter(event -> event.kind() == Kind.CREATED).toList()) {
            List<Event> seen = history.stream()
                    .filter(event ->
                            event.kind() != Kind.CREATED && event.session().equals(created.session()))
                    .toList();
            List<Event> deadly = ends.stream()
                    .filter(end ->
                            end.kind() == Kind.ENDED_ALL || !end.session().equals(created.session()))
                    .toList();
            for (Event alive :
                    seen.stream().filter(event -> event.kind() == Kind.ALIVE).toList()) {
                assertThat(deadly)
                        .as("between the login and %s", alive)
                        .noneMatch(end -> created.isBefore(end) && end.isBefore(alive));
                assertThat(seen)
                        .as("dead before %s", alive)
                        .noneMatch(event -> event.kind() == Kind.DEAD && event.isBefore(alive));
            }
            for (Event dead :
                    seen.stream().filter(event -> event.kind() == Kind.DEAD).toList()) {
                assertThat(deadly)
                        .as("what ended %s", dead)
                        .anyMatch(end -> !end.isBefore(created) && !dead.isBefore(end));
            }
        }
    }
}
