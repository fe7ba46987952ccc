package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.Denial;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.RevokeScope;
import dev.redport.token.Scope;
import dev.redport.token.Session;
import dev.redport.token.SessionLimit;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random calls of sessions and revocations in two processes, while the clock steps to and fro, against a reference.
 *
 * @since 0.1.0
 */
public abstract class TokenSessionModelContract extends TokenFixture {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LONGEST = Duration.ofMinutes(45);
    private static final Duration ACCESS = Duration.ofHours(2);
    private static final Duration SKEW = Duration.ofSeconds(10);
    private static final List<Subject> SUBJECTS =
            List.of(ANNA, Subject.of("tenant", "carl"), Subject.of("tenant", "dora"));
    private static final List<ClientId> CLIENTS = List.of(WEB, APP);

    /** What a denial in Redis needs of real time, which does not stand still as the test's does. */
    private static final long REAL = 120_000;

    /** For subclasses. */
    protected TokenSessionModelContract() {}

    @ParameterizedTest
    @EnumSource
    void everyAnswerIsThatOfTheReference(SessionLimit limit) {
        long seed = System.nanoTime();
        Run run = new Run(seed, limit);
        int steps = redis.nodes().size() == 1 ? 300 : 100;
        try {
            for (int i = 0; i < steps; i++) {
                run.step();
                if (i % 10 == 9) {
                    run.compareAll();
                }
            }
            run.everyKeyExpires();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ", last calls: " + run.last, e);
        }
    }

    /** One history, and what ought to have come of it. */
    private final class Run {
        private final SplittableRandom random;
        private final List<TokenStore> stores;
        private final SessionReference reference;
        private final List<SessionReference.Access> accesses = new ArrayList<>();
        private final Map<Scope, Stamp> cuts = new HashMap<>();
        private final Deque<String> last = new ArrayDeque<>();
        private int ids;

        Run(long seed, SessionLimit limit) {
            random = new SplittableRandom(seed);
            TokenSpec spec = spec().sessions(IDLE, LONGEST)
                    .maxSessions(3, limit)
                    .accessTokens(ACCESS)
                    .clockSkew(SKEW);
            stores = List.of(clocked(spec), clocked(spec.rememberDenied(50)));
            reference = new SessionReference(3, limit, IDLE.toMillis(), LONGEST.toMillis(), SKEW.toMillis());
        }

        private <T> T any(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }

        private TokenStore store() {
            return any(stores);
        }

        private void did(String what) {
            last.add(what + "@" + clock.get());
            if (last.size() > 25) {
                last.remove();
            }
        }

        void step() {
            reference.now = clock.get();
            int dice = random.nextInt(100);
            if (dice < 20) {
                create(any(SUBJECTS));
            } else if (dice < 50 && !reference.sessions.isEmpty()) {
                use(reference.sessions.get(
                        reference.sessions.size() - 1 - random.nextInt(Math.min(12, reference.sessions.size()))));
            } else if (dice < 62) {
                issue(any(SUBJECTS));
            } else if (dice < 76 && !accesses.isEmpty()) {
                check(accesses.get(random.nextInt(accesses.size())));
            } else if (dice < 79 && !accesses.isEmpty()) {
                deny(any(accesses));
            } else if (dice < 85) {
                revoke();
            } else if (dice < 88) {
                endAll(any(SUBJECTS));
            } else {
                long[] steps = {3_600_000, -3_600_000, 1, 999, 60_000, 1_000_000, -7_000, 0};
                clock.addAndGet(steps[random.nextInt(steps.length)]);
                did("clock");
            }
            reference.now = clock.get();
        }

        private void create(Subject subject) {
            did("create");
            List<SessionReference.Session> evicted = reference.makeRoom(subject);
            Creation creation = store().sessions().create(NewSession.of(subject));
            if (evicted == null) {
                assertThat(creation).isEqualTo(new Creation.LimitReached(3));
                return;
            }
            Creation.Created created = as(Creation.Created.class, creation);
            var expected = reference.created(subject, created.session().id(), created.token());
            assertThat(created.session().created().toEpochMilli()).isEqualTo(expected.stamp);
            assertThat(created.evicted())
                    .containsExactlyElementsOf(
                            evicted.stream().map(each -> each.id).toList());
        }

        private void use(SessionReference.Session session) {
            boolean alive = reference.alive(session);
            Token token = session.token;
            if (!session.oldTokens.isEmpty() && random.nextInt(4) == 0) {
                token = any(session.oldTokens);
                alive = false;
            }
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    did("touch " + alive);
                    assertThat(store().sessions().findAndTouch(token).isPresent())
                            .isEqualTo(alive);
                    if (alive) {
                        reference.touch(session);
                    }
                }
                case 2, 3 -> update(session, token, alive);
                case 4 -> {
                    did("renew " + alive);
                    var next = store().sessions().renew(token);
                    assertThat(next.isPresent()).isEqualTo(alive);
                    next.ifPresent(renewed -> {
                        session.oldTokens.add(session.token);
                        session.token = renewed;
                        session.version++;
                    });
                }
                case 5 -> {
                    did("end " + alive);
                    assertThat(store().sessions().end(token)).isEqualTo(alive);
                    session.gone |= alive;
                }
                case 6 -> {
                    did("end by id");
                    assertThat(store().sessions().end(session.id)).isEqualTo(reference.alive(session));
                    session.gone |= reference.alive(session);
                }
                default -> {
                    did("others " + alive);
                    List<SessionReference.Session> others = reference.alive(session.subject).stream()
                            .filter(each -> each != session)
                            .toList();
                    assertThat(store().sessions().endOthers(token)).isEqualTo(alive ? others.size() : 0);
                    if (alive) {
                        reference.end(others);
                    }
                }
            }
        }

        private void update(SessionReference.Session session, Token token, boolean alive) {
            long expected = random.nextInt(3) == 0 ? session.version + random.nextInt(2) : -1;
            did("update " + alive + " " + expected);
            Patch patch = Patch.set("n", "" + session.version);
            Update update = expected < 0
                    ? store().sessions().update(token, patch)
                    : store().sessions().update(token, patch, expected);
            if (!alive) {
                assertThat(update).isEqualTo(new Update.Gone());
            } else if (expected > session.version) {
                assertThat(update).isEqualTo(new Update.Conflict(session.version));
            } else {
                assertThat(update).isEqualTo(new Update.Updated(++session.version));
            }
        }

        private void issue(Subject subject) {
            did("issue");
            ClientId client = random.nextBoolean() ? any(CLIENTS) : null;
            List<SessionReference.Session> some = reference.sessions;
            SessionReference.Session session = random.nextBoolean() || some.isEmpty() ? null : any(some);
            String id = "jti" + ids++;
            long expires = clock.get() + 600_000 + random.nextLong(3_600_000);
            Stamp stamp;
            if (random.nextInt(4) == 0) {
                stamp = Stamp.ofSecond(Instant.ofEpochMilli(clock.get()));
            } else {
                stamp = stamp(subject, client);
                assertThat(stamp.millis()).isEqualTo(reference.stamp(subject, client));
            }
            expires = Math.min(expires, stamp.millis() + ACCESS.toMillis());
            TokenRef ref = TokenRef.of(id, subject, stamp, Instant.ofEpochMilli(expires));
            ref = client == null ? ref : ref.client(client);
            ref = session == null ? ref : ref.session(session.id);
            accesses.add(new SessionReference.Access(ref, id, subject, client, session, stamp.millis(), expires));
        }

        private Stamp stamp(Subject subject, @Nullable ClientId client) {
            return client == null
                    ? store().revocations().stamp(subject)
                    : store().revocations().stamp(subject, client);
        }

        private void check(SessionReference.Access access) {
            Verdict expected = reference.check(access);
            did("check " + expected);
            TokenStore store = store();
            assertSame(store, store.revocations().check(access.ref()), expected);
        }

        /** Who remembers refusals remembers the first reason. */
        private void assertSame(TokenStore store, @Nullable Verdict verdict, Verdict expected) {
            assertThat(verdict).isNotNull();
            if (store == stores.get(0) || expected.isActive()) {
                assertThat(verdict).isEqualTo(expected);
            } else {
                assertThat(verdict).isNotEqualTo(Verdict.ACTIVE);
            }
        }

        private void deny(SessionReference.Access access) {
            long until = access.expires() + 2 * SKEW.toMillis();
            if (access.expires() > clock.get() + ACCESS.toMillis() || until < clock.get() + REAL) {
                return;
            }
            did("deny");
            Denial denial = store().revocations().deny(access.id(), Instant.ofEpochMilli(access.expires()));
            assertThat(denial).isEqualTo(reference.deny(access.id(), until) ? Denial.ADDED : Denial.ALREADY);
        }

        private void revoke() {
            Subject subject = any(SUBJECTS);
            Scope scope = any(List.of(
                    Scope.of(subject),
                    Scope.of(subject, any(CLIENTS)),
                    Scope.of(any(CLIENTS)),
                    Scope.ofTenant("tenant"),
                    Scope.everyone()));
            did("revoke " + scope.getClass().getSimpleName());
            Stamp cut = store().revocations().revokeBefore(scope);
            assertThat(cut.millis()).isEqualTo(reference.revokeBefore(scope));
            Stamp before = cuts.put(scope, cut);
            assertThat(cut).isGreaterThan(before == null ? new Stamp(0) : before);
        }

        private void endAll(Subject subject) {
            did("endAll");
            TokenStore store = store();
            store.sessions().count(subject); // learns of cut-offs, which are not counted as ended now
            int alive = reference.alive(subject).size();
            if (random.nextBoolean()) {
                assertThat(store.sessions().endAll(subject)).isEqualTo(alive);
            } else {
                assertThat(store.revokeAll(subject, RevokeScope.SESSIONS).sessions())
                        .isEqualTo(alive);
            }
            reference.endAll(subject);
        }

        /** Found if and only if listed and counted; no later than it may be; and all tokens are judged alike, many at once. */
        void compareAll() {
            for (Subject subject : SUBJECTS) {
                List<SessionReference.Session> alive = reference.alive(subject);
                assertThat(store().sessions().count(subject)).isEqualTo(alive.size());
                assertThat(store().sessions().list(subject))
                        .extracting(Session::id)
                        .containsExactlyInAnyOrderElementsOf(
                                alive.stream().map(each -> each.id).toList());
            }
            List<SessionReference.Session> all = reference.sessions;
            for (SessionReference.Session each : all.subList(Math.max(0, all.size() - 15), all.size())) {
                var found = store().sessions().find(each.token);
                assertThat(found.isPresent()).isEqualTo(reference.alive(each));
                found.ifPresent(session -> {
                    assertThat(session.expires().toEpochMilli()).isEqualTo(each.score);
                    assertThat(session.expires()).isBeforeOrEqualTo(session.expiresAtLast());
                    assertThat(session.expiresAtLast().toEpochMilli()).isEqualTo(each.absolute);
                    assertThat(session.version()).isEqualTo(each.version);
                });
            }
            TokenStore store = store();
            var verdicts = store.revocations()
                    .checkAll(
                            accesses.stream().map(SessionReference.Access::ref).toList());
            for (SessionReference.Access each : accesses) {
                assertSame(store, verdicts.get(each.ref()), reference.check(each));
            }
            if (accesses.size() > 40) {
                accesses.subList(0, 20).clear();
            }
        }

        void everyKeyExpires() {
            List<Object> keys = new ArrayList<>();
            redis.onPrimaries("KEYS", "*").forEach(each -> keys.addAll((List<?>) each));
            assertThat(keys).hasSizeGreaterThan(SUBJECTS.size());
            for (Object key : keys) {
                assertThat(Long.parseLong(String.valueOf(redis.execute("PTTL", (String) key))))
                        .as("" + key)
                        .isNotEqualTo(-1);
            }
        }
    }
}
