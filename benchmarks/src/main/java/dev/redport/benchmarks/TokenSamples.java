package dev.redport.benchmarks;

import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.Issue;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** Things in a token store with the default times, of users that are counted through. Thread-safe. */
final class TokenSamples {
    static final ClientId CLIENT = ClientId.of("web");
    static final Purpose PURPOSE = Purpose.of("reset");
    static final Duration LIFE = Duration.ofMinutes(50);

    private final TokenStore store;
    private final AtomicInteger next = new AtomicInteger();

    TokenSamples(TokenContest contest) {
        this.store = contest.store();
    }

    TokenStore store() {
        return store;
    }

    /** A user who has nothing yet. */
    int user() {
        return next.getAndIncrement();
    }

    TokenRef accessToken(int user) {
        return TokenRef.of(
                UUID.randomUUID().toString(),
                Sample.subject(user),
                store.revocations().stamp(Sample.subject(user)),
                Instant.now().plus(LIFE));
    }

    /** A session with three attributes and a device. */
    Creation.Created session(int user) {
        return RedportSessions.create(store, user, true, Sample.ATTRIBUTES);
    }

    Token refreshToken(int user) {
        return refreshToken(RefreshGrant.of(Sample.subject(user), CLIENT));
    }

    Token refreshToken(RefreshGrant grant) {
        return ((Issue.Issued) store.refreshTokens().issue(grant)).refreshed().token();
    }

    Token oneTimeToken(int user) {
        return store.oneTimeTokens().issue(OneTimeGrant.of(PURPOSE, Sample.subject(user), LIFE));
    }
}
