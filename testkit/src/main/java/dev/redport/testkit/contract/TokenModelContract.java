package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.token.Claim;
import dev.redport.token.ClientId;
import dev.redport.token.Consumption;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RefreshStatus;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations in a time that jumps about by an hour: the store does what {@link TokenModel} says.
 *
 * @since 0.1.0
 */
public abstract class TokenModelContract extends TokenFixture {
    private static final Purpose RESET = Purpose.of("reset");
    private static final ClientId NOBODY = ClientId.of("none");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int REMEMBERED = 25;

    private final Map<Subject, TokenModel> models = Map.of(ANNA, new TokenModel(), BERT, new TokenModel());
    private final Deque<String> last = new ArrayDeque<>();
    private SplittableRandom random = new SplittableRandom();

    /** A claim and what the model knows it by. */
    private record Held(TokenModel.OneTime oneTime, int number, Claim.Claimed claim) {}

    private final List<Held> held = new ArrayList<>();

    /** For subclasses. */
    protected TokenModelContract() {}

    private int operations() {
        return redis.nodes().size() == 1 ? 600 : 250;
    }

    @ParameterizedTest
    @ValueSource(longs = {20_261, 20_262, 20_263})
    void theStoreDoesWhatTheModelSays(long seed) {
        TokenStore store = clocked(spec().accessTokens(Duration.ofHours(20))
                .refreshTokens(Duration.ofMillis(TokenModel.IDLE), Duration.ofMillis(TokenModel.LONGEST))
                .grace(Duration.ofMillis(TokenModel.GRACE), TokenModel.GRACE_USES)
                .maxFamilies(1_000));
        random = new SplittableRandom(seed);
        models.values().forEach(TokenModelContract::empty);
        held.clear();
        last.clear();
        for (int i = 0; i < operations(); i++) {
            try {
                step(store);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ", operation " + i + ", " + last, e);
            }
        }
        assertThat(counted(TokenOutcome.REFRESH_ROTATED)).isGreaterThan(operations() / 50);
        assertThat(counted(TokenOutcome.REFRESH_REPLAYED)).isPositive();
        assertThat(counted(TokenOutcome.REFRESH_REUSED)).isPositive();
        assertThat(counted(TokenOutcome.ONE_TIME_USED)).isPositive();
    }

    private static void empty(TokenModel model) {
        model.hi = 0;
        model.cut = 0;
        model.cuts.clear();
        model.families.clear();
        model.oneTimes.clear();
        model.accesses.clear();
        model.latest = null;
    }

    private void note(String what) {
        last.addLast(what);
        if (last.size() > REMEMBERED) {
            last.removeFirst();
        }
    }

    private void step(TokenStore store) {
        Subject subject = random.nextInt(4) == 0 ? BERT : ANNA;
        TokenModel model = models.getOrDefault(subject, new TokenModel());
        ClientId client = random.nextInt(3) == 0 ? APP : WEB;
        int dice = random.nextInt(100);
        note(dice + (subject.equals(ANNA) ? " A " : " B ") + client.value() + "@" + clock.get() % 100_000_000);
        if (dice < 12) {
            int by = random.nextInt(10);
            pass(by < 7 ? Duration.ofSeconds(10L * by) : by == 7 ? HOUR : HOUR.negated());
        } else if (dice < 20) {
            Token first = grant(store, RefreshGrant.of(subject, client)).token();
            TokenModel.Family family = model.issue(clock.get(), client, first);
            assertThat(model.families).contains(family);
        } else if (dice < 50) {
            use(store, model, random.nextInt(10) == 0 ? NOBODY : null);
        } else if (dice < 53) {
            revokeFamily(store, model);
        } else if (dice < 54 && random.nextInt(3) == 0) {
            store.refreshTokens().revokeAll(subject);
            model.revokeRefreshTokens();
        } else if (dice < 55 && random.nextInt(2) == 0) {
            store.revokeAll(subject, RevokeScope.EVERYTHING);
            model.revokeEverything(clock.get());
        } else if (dice < 56) {
            Stamp cut = store.revocations().revokeBefore(Scope.of(subject, client));
            model.revokeClient(clock.get(), client);
            assertThat(cut.millis()).isEqualTo(model.cutOf(client));
        } else if (dice < 62) {
            Stamp stamp = store.revocations().stamp(subject, client);
            assertThat(stamp.millis()).isEqualTo(model.stamp(clock.get(), client));
            model.accesses.add(new TokenModel.Access("jti", subject, client, stamp.millis()));
        } else if (dice < 70) {
            checkAccess(store, model);
        } else if (dice < 78) {
            boolean latestOnly = random.nextInt(2) == 0;
            Duration ttl = Duration.ofSeconds(random.nextBoolean() ? 25 : 1_805);
            OneTimeGrant grant = OneTimeGrant.of(RESET, subject, ttl);
            Token token = store.oneTimeTokens().issue(latestOnly ? grant.latestOnly() : grant);
            TokenModel.OneTime issued = model.issue(clock.get(), token, ttl.toMillis(), latestOnly);
            assertThat(model.oneTimes).contains(issued);
        } else if (dice < 94) {
            useOneTime(store, model, dice < 85);
        } else {
            finish(dice < 97);
        }
    }

    /** One of a list, rather a late one. */
    private <T> T pick(List<T> all) {
        return all.get(Math.max(random.nextInt(all.size()), random.nextInt(all.size())));
    }

    private void use(TokenStore store, TokenModel model, @Nullable ClientId stranger) {
        if (model.families.isEmpty()) {
            return;
        }
        List<TokenModel.Family> alive =
                model.families.stream().filter(each -> each.alive(clock.get())).toList();
        TokenModel.Family family = pick(alive.isEmpty() || random.nextInt(5) == 0 ? model.families : alive);
        int generation = 1 + family.tokens.indexOf(pick(family.tokens));
        Token token = family.tokens.get(generation - 1);
        ClientId by = stranger == null ? family.client : stranger;
        var expected = family.expected(clock.get(), generation, by);
        note("generation " + generation + " of " + family.tokens.size() + ": " + expected);

        assertThat(expected).contains(outcome(store.refreshTokens().validate(token, by)));
        Rotation rotation = store.refreshTokens().rotate(token, by);
        assertThat(expected).contains(outcome(rotation));
        if (rotation instanceof Rotation.Rotated rotated) {
            assertThat(family.tokens).doesNotContain(rotated.refreshed().token());
            family.rotated(clock.get(), rotated.refreshed().token());
            assertThat(rotated.refreshed().stamp().millis()).isEqualTo(model.hi);
            assertThat(rotated.refreshed().expires()).isEqualTo(Instant.ofEpochMilli(family.expiry));
        } else if (rotation instanceof Rotation.Replayed replayed) {
            assertThat(replayed.refreshed().token()).isEqualTo(family.tokens.get(generation));
            family.rotated(clock.get(), null);
            assertThat(replayed.refreshed().expires()).isEqualTo(Instant.ofEpochMilli(family.expiry));
        } else if (rotation instanceof Rotation.Reused) {
            family.ended = true;
        }
    }

    private static String outcome(RefreshStatus status) {
        return status instanceof RefreshStatus.Refused refused
                ? refused.reason().name()
                : status instanceof RefreshStatus.Valid
                        ? "rotated"
                        : status instanceof RefreshStatus.InGrace ? "replayed" : "reused";
    }

    private static String outcome(Rotation rotation) {
        return rotation instanceof Rotation.Refused refused
                ? refused.reason().name()
                : rotation instanceof Rotation.Rotated
                        ? "rotated"
                        : rotation instanceof Rotation.Replayed ? "replayed" : "reused";
    }

    private void revokeFamily(TokenStore store, TokenModel model) {
        if (!model.families.isEmpty()) {
            TokenModel.Family family = pick(model.families);
            boolean alive = family.alive(clock.get());
            assertThat(store.refreshTokens().revoke(pick(family.tokens))).isEqualTo(alive);
            family.ended |= alive;
        }
    }

    private void checkAccess(TokenStore store, TokenModel model) {
        if (!model.accesses.isEmpty()) {
            TokenModel.Access access = pick(model.accesses);
            TokenRef token = TokenRef.of(
                            access.id(),
                            access.subject(),
                            new Stamp(access.stamp()),
                            Instant.ofEpochMilli(access.stamp()).plus(Duration.ofHours(20)))
                    .client(access.client());
            Verdict verdict = store.revocations().check(token);
            if (verdict != Verdict.EXPIRED) {
                assertThat(verdict).isEqualTo(model.active(access) ? Verdict.ACTIVE : Verdict.BEFORE_CUTOFF);
            }
        }
    }

    private void useOneTime(TokenStore store, TokenModel model, boolean consume) {
        if (model.oneTimes.isEmpty()) {
            return;
        }
        TokenModel.OneTime oneTime = pick(model.oneTimes);
        var expected = oneTime.expected(clock.get());
        note("one-time " + expected);
        if (consume) {
            Consumption consumption = store.oneTimeTokens().consume(RESET, oneTime.token);
            assertThat(expected)
                    .contains(
                            consumption instanceof Consumption.Refused refused
                                    ? refused.reason().name()
                                    : "good");
            oneTime.used |= consumption instanceof Consumption.Consumed;
        } else {
            Claim claim = store.oneTimeTokens().claim(RESET, oneTime.token, Duration.ofSeconds(40));
            assertThat(expected)
                    .contains(
                            claim instanceof Claim.Refused refused
                                    ? refused.reason().name()
                                    : "good");
            if (claim instanceof Claim.Claimed claimed) {
                oneTime.claimed = true;
                oneTime.lease = clock.get() + 40_000;
                oneTime.claims++;
                held.add(new Held(oneTime, oneTime.claims, claimed));
            }
        }
    }

    private void finish(boolean commit) {
        if (!held.isEmpty()) {
            Held one = pick(held);
            TokenModel.OneTime oneTime = one.oneTime();
            boolean mine = oneTime.held(one.number()) && !oneTime.gone;
            note((commit ? "commit " : "release ") + mine);
            assertThat(commit ? one.claim().commit() : one.claim().release()).isEqualTo(mine);
            if (mine) {
                oneTime.claimed = false;
                oneTime.used |= commit;
                oneTime.gone = !commit
                        && oneTime.expiry <= clock.get(); // Redis forgets it then, whatever our clock says later
            }
        }
    }
}
