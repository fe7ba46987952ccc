package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.Claim;
import dev.redport.token.Consumption;
import dev.redport.token.Creation;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Patch;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RefreshStatus;
import dev.redport.token.Refusal;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.SessionId;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many callers at the same time, in two processes as far as the store can tell: what they all get fits one order of calls.
 *
 * @since 0.1.0
 */
public abstract class TokenRaceContract extends TokenRefreshFixture {
    private static final int THREADS = 8;
    private static final int ROUNDS = 5;
    private static final Purpose RESET = Purpose.of("reset");

    /** For subclasses. */
    protected TokenRaceContract() {}

    /** All begin at the same time. */
    private <T> List<T> race(IntFunction<T> body) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CyclicBarrier start = new CyclicBarrier(THREADS);
            List<Callable<T>> racers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                racers.add(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    return body.apply(number);
                });
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : pool.invokeAll(racers, 30, TimeUnit.SECONDS)) {
                results.add(each.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void f09_ofManyStrictExchangesOfOneTokenExactlyOneSucceeds() throws Exception {
        TokenStore[] stores = {store(spec().grace(Duration.ZERO, 0)), store(spec().grace(Duration.ZERO, 0))};
        for (int round = 0; round < ROUNDS; round++) {
            Token token = grant(stores[0], ANNA).token();
            List<Rotation> all = race(i -> stores[i % 2].refreshTokens().rotate(token, WEB));
            List<Token> won = successors(all, Rotation.Rotated.class);
            assertThat(won).hasSize(1);
            assertThat(all.stream().filter(each -> each.equals(new Rotation.Reused(ANNA))))
                    .hasSize(1);
            assertThat(all.stream().filter(each -> each.equals(new Rotation.Refused(Refusal.REVOKED))))
                    .hasSize(THREADS - 2);
            assertRefused(stores[1], won.get(0), Refusal.REVOKED);
        }
    }

    @Test
    void ofManyGracefulExchangesOneIsTheFirstAndAllGetTheSame() throws Exception {
        TokenStore[] stores = {store(spec().grace(GRACE, 100)), store(spec().grace(GRACE, 100))};
        Token token = grant(stores[0], ANNA).token();
        for (int round = 0; round < ROUNDS; round++) {
            Token current = token;
            List<Rotation> all = race(i -> stores[i % 2].refreshTokens().rotate(current, WEB));
            List<Token> first = successors(all, Rotation.Rotated.class);
            assertThat(first).hasSize(1);
            assertThat(successors(all, Rotation.Replayed.class))
                    .hasSize(THREADS - 1)
                    .containsOnly(first.get(0));
            token = first.get(0);
        }
    }

    @Test
    void ofManyGracefulExchangesNoMoreThanAllowedGetThrough() throws Exception {
        TokenStore store = store(spec().grace(GRACE, 3));
        Token token = grant(store, ANNA).token();
        List<Rotation> all = race(i -> store.refreshTokens().rotate(token, WEB));
        assertThat(successors(all, Rotation.Rotated.class)).hasSize(1);
        assertThat(successors(all, Rotation.Replayed.class)).hasSize(3);
        assertThat(all.stream().filter(Rotation.Reused.class::isInstance)).hasSize(1);
    }

    private static List<Token> successors(List<Rotation> all, Class<? extends Rotation> kind) {
        return all.stream()
                .filter(kind::isInstance)
                .map(each -> each instanceof Rotation.Rotated rotated
                        ? rotated.refreshed().token()
                        : ((Rotation.Replayed) each).refreshed().token())
                .toList();
    }

    @Test
    void ofManyUsesOfAOneTimeTokenExactlyOneSucceeds() throws Exception {
        TokenStore[] stores = {store(), store()};
        for (int round = 0; round < ROUNDS; round++) {
            Token token = stores[0].oneTimeTokens().issue(OneTimeGrant.of(RESET, ANNA, GRACE));
            List<Consumption> all = race(i -> stores[i % 2].oneTimeTokens().consume(RESET, token));
            assertThat(all.stream().filter(Consumption.Consumed.class::isInstance))
                    .hasSize(1);
            assertThat(all.stream().filter(each -> each.equals(new Consumption.Refused(Consumption.Invalid.USED))))
                    .hasSize(THREADS - 1);
        }
    }

    @Test
    void aClaimHasOneHolderAtATime() throws Exception {
        TokenStore store = store();
        Token token = store.oneTimeTokens().issue(OneTimeGrant.of(RESET, ANNA, Duration.ofMinutes(5)));
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Integer> claims = race(i -> {
            int mine = 0;
            for (int n = 0; n < 15; n++) {
                if (store.oneTimeTokens().claim(RESET, token, Duration.ofMinutes(1)) instanceof Claim.Claimed claim) {
                    mine++;
                    most.accumulateAndGet(holders.incrementAndGet(), Math::max);
                    store.sessions().count(ANNA); // holds it for a while
                    most.accumulateAndGet(holders.getAndDecrement(), Math::max);
                    assertThat(claim.release()).isTrue();
                }
            }
            return mine;
        });
        assertThat(most).hasValue(1);
        assertThat(claims.stream().mapToInt(Integer::intValue).sum()).isGreaterThan(1);
        List<Boolean> committed = race(
                i -> store.oneTimeTokens().claim(RESET, token, Duration.ofMinutes(1)) instanceof Claim.Claimed claim
                        && claim.commit());
        assertThat(committed.stream().filter(done -> done)).hasSize(1);
    }

    /** What somebody got, whether it is good now, and when the call began and ended. */
    private record Got(BooleanSupplier good, long began, long ended) {}

    @ParameterizedTest
    @EnumSource(names = {"EVERYTHING", "REFRESH_TOKENS"})
    void f10_nothingIsGoodAfterARevocationButWhatWasIssuedAfterIt(RevokeScope scope) throws Exception {
        TokenStore store = store();
        Queue<Got> got = new ConcurrentLinkedQueue<>();
        List<Got> revocations = race(i -> {
            if (i == 0) {
                eventually(Duration.ofSeconds(5), () -> got.size() > 3 * THREADS);
                long began = System.nanoTime();
                store.revokeAll(ANNA, scope);
                return new Got(() -> false, began, System.nanoTime());
            }
            for (int n = 0; n < 8; n++) {
                refreshOnce(store, got);
                if (scope == RevokeScope.EVERYTHING) {
                    stampOnce(store, got);
                }
            }
            return new Got(() -> false, Long.MIN_VALUE, Long.MIN_VALUE);
        });
        Got revocation = revocations.get(0);
        refreshOnce(store, got);
        int dead = 0;
        int alive = 0;
        for (Got each : got) {
            boolean good = each.good.getAsBoolean();
            if (each.ended < revocation.began) {
                assertThat(good).as("issued before").isFalse();
                dead++;
            } else if (each.began > revocation.ended) {
                assertThat(good).as("issued after").isTrue();
                alive++;
            }
        }
        assertThat(dead).isPositive();
        assertThat(alive).isPositive();
    }

    /** Issues a family and exchanges its token; the exchange is no new issue, so it counts from when the family began. */
    private static void refreshOnce(TokenStore store, Queue<Got> got) {
        long began = System.nanoTime();
        Token first = grant(store, RefreshGrant.of(ANNA, WEB)).token();
        long issued = System.nanoTime();
        got.add(new Got(() -> isGood(store, first), began, issued));
        if (store.refreshTokens().rotate(first, WEB) instanceof Rotation.Rotated rotated) {
            got.add(new Got(() -> isGood(store, rotated.refreshed().token()), began, issued));
        }
    }

    private static boolean isGood(TokenStore store, Token token) {
        return !(store.refreshTokens().validate(token, WEB) instanceof RefreshStatus.Refused);
    }

    /** Issues what is in no index, so that only the cut-off revokes it: an access token and a one-time token. */
    private void stampOnce(TokenStore store, Queue<Got> got) {
        long began = System.nanoTime();
        TokenRef access = access(store, "access", ANNA);
        Token once = store.oneTimeTokens().issue(OneTimeGrant.of(RESET, ANNA, GRACE));
        long issued = System.nanoTime();
        got.add(new Got(() -> store.revocations().check(access).isActive(), began, issued));
        got.add(new Got(
                () -> store.oneTimeTokens().consume(RESET, once) instanceof Consumption.Consumed, began, issued));
    }

    @Test
    void anExchangeThatRacesTheRevocationOfItsFamilyBringsNothingBack() throws Exception {
        TokenStore store = store(spec().grace(GRACE, 1_000));
        for (int round = 0; round < ROUNDS; round++) {
            Token first = grant(store, ANNA).token();
            Queue<Token> all = new ConcurrentLinkedQueue<>(List.of(first));
            List<Boolean> revoked = race(i -> {
                if (i == 0) {
                    return store.refreshTokens().revoke(first);
                }
                if (store.refreshTokens().rotate(first, WEB) instanceof Rotation.Rotated rotated) {
                    all.add(rotated.refreshed().token());
                }
                return false;
            });
            assertThat(revoked).contains(true);
            all.forEach(token -> assertRefused(store, token, Refusal.REVOKED));
        }
    }

    @Test
    void aUseThatRacesTheEndOfItsSessionBringsNothingBack() throws Exception {
        TokenStore store = store();
        for (int round = 0; round < 2 * ROUNDS; round++) {
            boolean alone = round % 2 == 0;
            Creation.Created created = login(store, ANNA);
            Token session = created.token();
            SessionId id = created.session().id();
            Token bound = grant(store, RefreshGrant.of(ANNA, WEB).session(id)).token();
            List<Boolean> ended = race(i -> {
                if (i == 0) {
                    return alone
                            ? store.sessions().end(session)
                            : store.sessions().endAll(ANNA) == 1;
                }
                if (i == 1) {
                    store.refreshTokens().rotate(bound, WEB);
                    return false;
                }
                for (int n = 0; n < 5; n++) {
                    store.sessions().findAndTouch(session);
                    store.sessions().update(session, Patch.set("n", "1"));
                }
                return false;
            });
            assertThat(ended).contains(true);
            assertThat(store.sessions().find(session)).isEmpty();
            assertThat(store.sessions().count(ANNA)).isZero();
        }
    }
}
