package dev.redport.examples.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Names;
import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.config.Secret;
import dev.redport.driver.RedisException;
import dev.redport.guice.RedportModule;
import dev.redport.guice.TokenStoreModule;
import dev.redport.token.Claim;
import dev.redport.token.ClientId;
import dev.redport.token.Consumption;
import dev.redport.token.Creation;
import dev.redport.token.Denial;
import dev.redport.token.Device;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Patch;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refreshed;
import dev.redport.token.RevokeReport;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.Session;
import dev.redport.token.SessionId;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The token store. */
final class TokenSnippets {
    private TokenSnippets() {}

    static boolean firstScreen(
            Redport redport, KeyRing keys, Token presented, ClientId client, Subject ada, TokenRef jwt) {
        // snippet: tokens
        TokenStore store = redport.tokenStore(TokenSpec.named("auth", keys)); // keep it

        Optional<Refreshed> next =
                store.refreshTokens().rotate(presented, client).next(); // and a stamp for its JWT
        boolean good = store.revocations().check(jwt).isActive(); // one trip; throws if Redis fails: 503, not 401
        RevokeReport all = store.revokeAll(ada, RevokeScope.EVERYTHING); // sessions, refresh tokens, JWTs, at one blow
        // end
        return next.isPresent() && good && all.sessions() > 0;
    }

    static TokenStore open(Redport redport, String secret) {
        // snippet: tokens-open
        KeyRing keys = KeyRing.parse(Secret.of(secret)); // index=BASE64,k1=BASE64, the same in every process
        TokenSpec spec = TokenSpec.named("auth", keys)
                .accessTokens(Duration.ofMinutes(15)) // the longest you issue, and a little more
                .sessions(Duration.ofDays(14), Duration.ofDays(90)) // not in use, and at most
                .refreshTokens(Duration.ofDays(14), Duration.ofDays(90))
                .maxSessions(20, SessionLimit.EVICT_LEAST_RECENT);
        TokenStore store = redport.tokenStore(spec); // keep it
        // end
        return store;
    }

    static Optional<Refreshed> login(TokenStore store, String address, String userAgent) {
        // snippet: tokens-login
        Subject ada = Subject.of("ada@example.com"); // Redis sees a pseudonym of it
        NewSession wanted = NewSession.of(ada).device(new Device("Ada's phone", address, userAgent));
        if (store.sessions().create(wanted) instanceof Creation.Created created) {
            SessionId sid = created.session().id(); // no secret: claim sid, device lists, logs
            RefreshGrant grant = RefreshGrant.of(ada, ClientId.of("web")).session(sid);
            if (store.refreshTokens().issue(grant) instanceof Issue.Issued issued) {
                return Optional.of(issued.refreshed()); // the token, its session, and a stamp for the first JWT
            }
        }
        return Optional.empty(); // too many sessions (only with REJECT), or revoked in this very moment
        // end
    }

    /** The claims of a JWT whose signature and expiry were verified. */
    record Claims(String jti, String sub, String sid, long stamp, Instant iat, Instant exp) {}

    static int check(TokenStore store, Claims claims) {
        // snippet: tokens-check
        TokenRef jwt = TokenRef.of(claims.jti(), Subject.of(claims.sub()), new Stamp(claims.stamp()), claims.exp())
                .session(SessionId.of(claims.sid())); // and .client(...), if cut-offs of clients are to count
        int status;
        try {
            status = store.revocations().check(jwt).isActive() ? 200 : 401;
        } catch (RedisException e) {
            status = 503; // nobody knows: the client must keep its tokens and try again
        }
        // end
        return status;
    }

    static Verdict seconds(TokenStore store, Claims claims) {
        // snippet: tokens-seconds
        TokenRef jwt = TokenRef.ofSecond(claims.jti(), Subject.of(claims.sub()), claims.iat(), claims.exp());
        Verdict verdict = store.revocations().check(jwt);
        // end
        return verdict;
    }

    static int refresh(TokenStore store, String presented, Consumer<Subject> warn, List<Refreshed> answered) {
        // snippet: tokens-refresh
        Rotation rotation = store.refreshTokens().rotate(Token.of(presented), ClientId.of("web"));
        if (rotation instanceof Rotation.Reused reused) {
            warn.accept(reused.subject()); // somebody has a copy
        }
        Optional<Refreshed> next = rotation.next(); // send token().reveal(), and a JWT with stamp() and session()
        int status = next.isPresent() ? 200 : 400; // invalid_grant, whatever it was
        // end
        next.ifPresent(answered::add);
        return status;
    }

    static List<Session> sessions(TokenStore store, Token token) {
        // snippet: tokens-sessions
        Optional<Session> found = store.sessions().findAndTouch(token); // find(token) does not count as use
        Session session = found.orElseThrow();
        Update update = store.sessions().update(token, Patch.set("cart", "7").andRemove("offer"), session.version());
        if (update instanceof Update.Conflict) {
            // somebody else changed it; read it again
        }
        Token renewed = store.sessions().renew(token).orElseThrow(); // at each login and change of rights
        int others = store.sessions().endOthers(renewed);
        List<Session> devices = store.sessions().list(session.subject());
        boolean ended = store.sessions().end(session.subject(), devices.get(0).id()); // false if it is somebody else's
        // end
        return ended && others == 0 ? devices : List.of();
    }

    static Stamp revoke(TokenStore store, Claims claims) {
        // snippet: tokens-revoke
        Subject ada = Subject.of("ada@example.com");
        Denial denial = store.revocations().deny(claims.jti(), claims.exp()); // one JWT
        boolean ended =
                store.sessions().end(SessionId.of(claims.sid())); // one login: its session, refresh tokens, JWTs
        RevokeReport report = store.revokeAll(ada, RevokeScope.EVERYTHING); // one user
        Stamp cut =
                store.revocations().revokeBefore(Scope.of(ada, ClientId.of("web"))); // one user's tokens for one client
        Stamp tenant =
                store.revocations().revokeBefore(Scope.ofTenant("acme")); // also Scope.of(client), Scope.everyone()
        // end
        return denial == Denial.ADDED && ended && report.sessions() >= 0 && cut.millis() > 0 ? tenant : new Stamp(0);
    }

    static boolean oneTime(TokenStore store, Subject ada, BiConsumer<Subject, String> mail) {
        // snippet: tokens-one-time
        Purpose reset = Purpose.of("password-reset");
        Token token = store.oneTimeTokens()
                .issue(OneTimeGrant.of(reset, ada, Duration.ofMinutes(30))
                        .payload("ada@example.com".getBytes(UTF_8)) // handed out when it is used
                        .latestOnly()); // a second mail makes the first worthless
        mail.accept(ada, "https://example.com/reset?token=" + token.reveal());

        if (store.oneTimeTokens().consume(reset, token) instanceof Consumption.Consumed consumed) {
            store.revokeAll(consumed.subject(), RevokeScope.EVERYTHING); // then set the password
        }
        // end
        return store.oneTimeTokens().consume(reset, token) instanceof Consumption.Refused;
    }

    static boolean claim(TokenStore store, Purpose invitation, Token token, BiConsumer<Subject, byte[]> join) {
        // snippet: tokens-claim
        boolean done = false;
        if (store.oneTimeTokens().claim(invitation, token, Duration.ofSeconds(30)) instanceof Claim.Claimed claimed) {
            try {
                join.accept(claimed.subject(), claimed.payload()); // may fail
                done = claimed.commit();
            } catch (IllegalStateException e) {
                claimed.release(); // good for another try; by itself after the 30 seconds
            }
        }
        // end
        return done;
    }

    static TokenSpec listener(TokenSpec spec, List<String> log) {
        // snippet: tokens-listener
        TokenSpec told = spec.listener(event -> {
            switch (event.outcome()) {
                case REFRESH_REUSED -> log.add("theft, " + event.subject() + ": " + event.detail());
                case SESSION_EVICTED -> log.add("too many sessions, " + event.subject());
                default -> {}
            }
        });
        // end
        return told;
    }

    static CompletableFuture<Optional<Session>> async(TokenStore store, Token token) {
        // snippet: tokens-async
        CompletableFuture<Optional<Session>> later =
                store.async(s -> s.sessions().find(token));
        // end
        return later;
    }

    static TokenStore guice(RedisConfig config, KeyRing keys) {
        // snippet: tokens-guice
        Injector injector =
                Guice.createInjector(new RedportModule(config), TokenStoreModule.of(TokenSpec.named("auth", keys)));
        TokenStore store = injector.getInstance(Key.get(TokenStore.class, Names.named("auth"))); // or @Named("auth")
        // end
        injector.getInstance(Redport.class).close();
        return store;
    }

    static List<Boolean> legacy(TokenStore store, String jti, String oldHash, String newHash) {
        List<Boolean> results = new ArrayList<>();
        // snippet: tokens-legacy
        Subject user = Subject.of("42");
        store.legacy().storeRefreshToken(user, oldHash, Duration.ofDays(14));
        boolean exchanged = store.legacy().rotateRefreshToken(user, oldHash, newHash, Duration.ofDays(14));
        Denial denial = store.legacy().blacklist(jti, Duration.ofMinutes(5));
        boolean denied = store.legacy().isBlacklisted(jti); // throws if Redis fails: it cannot be ignored
        // end
        results.add(exchanged);
        results.add(denied && denial == Denial.ADDED);
        return results;
    }
}
