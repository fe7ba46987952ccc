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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
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
    /** How many ends of each kind a history has at least. */
    private static final int ENDS = 20;

    /** How many uses lie between two ends of a kind, so that a session that dies without a cause is seen before the next end. */
    private static final int PACE = 40;

    private static final int MOST_CALLS = 5_000;

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

        /** Only a session that is alive can end others. */
        boolean showsLife() {
            return kind == Kind.ALIVE || kind == Kind.ENDED_OTHERS;
        }
    }

    /** A session as its user knows it. */
    private record Known(SessionId id, Token token) {}

    @Test
    void noCallSeesADeadSessionAndNoneDiesWithoutACause() throws Exception {
        TokenStore store = store(spec().maxSessions(1_000, SessionLimit.REJECT));
        TokenStore elsewhere = store(spec().maxSessions(1_000, SessionLimit.REJECT));
        History history = new History();
        List<Known> sessions = new CopyOnWriteArrayList<>();
        create(store, history, sessions);
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> others = List.of(
                caller(failures, over, history, 2, () -> create(store, history, sessions)),
                caller(failures, over, history, 2, () -> create(elsewhere, history, sessions)),
                caller(failures, over, history, PACE, () -> revoke(store, history)),
                caller(failures, over, history, PACE, () -> endOthers(elsewhere, history, sessions)));
        List<Thread> users = List.of(
                user(failures, () -> use(store, history, sessions), history),
                user(failures, () -> use(elsewhere, history, sessions), history),
                user(failures, () -> use(elsewhere, history, sessions), history));
        LifecycleContract.join(users);
        over.set(true);
        LifecycleContract.join(others);
        assertThat(failures).isEmpty();
        assertThat(history.isLongEnough()).as("ends: %s", history.counts).isTrue();

        List<String> listed = store.sessions().list(ANNA).stream()
                .map(Session::id)
                .map(SessionId::text)
                .toList();
        List<String> found = new ArrayList<>();
        for (Known each : sessions) {
            long begin = System.nanoTime();
            boolean alive = elsewhere.sessions().find(each.token()).isPresent();
            history.note(alive ? Kind.ALIVE : Kind.DEAD, each.id().text(), begin);
            if (alive) {
                found.add(each.id().text());
            }
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(listed);
        assertThat(store.sessions().count(ANNA)).isEqualTo(found.size());
        explain(List.copyOf(history.events));
    }

    /** What all calls did and saw. */
    private static final class History {
        final Queue<Event> events = new ConcurrentLinkedQueue<>();
        final Map<Kind, Integer> counts = new ConcurrentHashMap<>();

        void note(Kind kind, String session, long begin) {
            events.add(new Event(kind, session, begin, System.nanoTime()));
            counts.merge(kind, 1, Integer::sum);
        }

        int uses() {
            return counts.getOrDefault(Kind.ALIVE, 0) + counts.getOrDefault(Kind.DEAD, 0);
        }

        boolean isLongEnough() {
            return counts.getOrDefault(Kind.ENDED_ALL, 0) >= ENDS && counts.getOrDefault(Kind.ENDED_OTHERS, 0) >= ENDS;
        }
    }

    /** Uses sessions until enough has happened to them. */
    private static Thread user(Queue<String> failures, Runnable use, History history) {
        return LifecycleContract.start(
                () -> {
                    for (int i = 0; i < MOST_CALLS && !history.isLongEnough(); i++) {
                        use.run();
                    }
                },
                failures);
    }

    /** Calls after every so many uses, until it is over. */
    private static Thread caller(Queue<String> failures, AtomicBoolean over, History history, int pace, Runnable call) {
        return LifecycleContract.start(
                () -> {
                    for (int i = 0; i < MOST_CALLS && !over.get(); i++) {
                        int next = history.uses() + pace;
                        eventually(Duration.ofSeconds(5), () -> over.get() || history.uses() >= next);
                        call.run();
                    }
                },
                failures);
    }

    private static void create(TokenStore store, History history, List<Known> sessions) {
        long begin = System.nanoTime();
        Creation.Created created = login(store, ANNA);
        history.note(Kind.CREATED, created.session().id().text(), begin);
        sessions.add(new Known(created.session().id(), created.token()));
    }

    private static void use(TokenStore store, History history, List<Known> sessions) {
        Known known = oneOfTheLast(8, sessions);
        long begin = System.nanoTime();
        boolean alive = switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> store.sessions().find(known.token()).isPresent();
            case 1 -> store.sessions().findAndTouch(known.token()).isPresent();
            default -> !(store.sessions().update(known.token(), Patch.set("a", "1")) instanceof Update.Gone);
        };
        history.note(alive ? Kind.ALIVE : Kind.DEAD, known.id().text(), begin);
    }

    private static Known oneOfTheLast(int many, List<Known> sessions) {
        int size = sessions.size();
        return sessions.get(size - 1 - ThreadLocalRandom.current().nextInt(Math.min(size, many)));
    }

    private static void revoke(TokenStore store, History history) {
        long begin = System.nanoTime();
        if (ThreadLocalRandom.current().nextBoolean()) {
            store.revokeAll(ANNA, RevokeScope.EVERYTHING);
        } else {
            store.sessions().endAll(ANNA);
        }
        history.note(Kind.ENDED_ALL, "", begin);
    }

    private static void endOthers(TokenStore store, History history, List<Known> sessions) {
        Known current = oneOfTheLast(3, sessions);
        long begin = System.nanoTime();
        if (store.sessions().endOthers(current.token()) > 0) {
            history.note(Kind.ENDED_OTHERS, current.id().text(), begin);
        }
    }

    private static void explain(List<Event> history) {
        List<Event> ends = history.stream()
                .filter(event -> event.kind() == Kind.ENDED_ALL || event.kind() == Kind.ENDED_OTHERS)
                .toList();
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
            for (Event alive : seen.stream().filter(Event::showsLife).toList()) {
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
