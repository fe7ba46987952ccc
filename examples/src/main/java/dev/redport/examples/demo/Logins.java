package dev.redport.examples.demo;

import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.Device;
import dev.redport.token.Issue;
import dev.redport.token.NewSession;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refreshed;
import dev.redport.token.RevokeReport;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Login, refresh and logout: a session for each login, a family of refresh tokens that is bound to it, and access tokens that
 * name it. Whatever is not good is answered with the same 401; why is for the log. If Redis fails, the exception passes
 * through, and {@link Routes} answers 503.
 */
final class Logins {
    private static final Logger log = LoggerFactory.getLogger(Logins.class);
    private static final ClientId CLIENT = ClientId.of("demo");
    private static final Map<String, String> NEVER_KEPT = Map.of("Cache-Control", "no-store");
    private static final Answer UNAUTHORIZED =
            Answer.error(401, "unauthorized").with(Map.of("WWW-Authenticate", "Bearer"));

    private final TokenStore store;
    private final AccessTokens accessTokens;

    Logins(TokenStore store, AccessTokens accessTokens) {
        this.store = store;
        this.accessTokens = accessTokens;
    }

    private record LoggedIn(
            String access_token, String token_type, long expires_in, String refresh_token, String session_id) {}

    private record LoggedOut(long sessions, long refresh_tokens) {}

    private record Me(String user, String session_id, String expires) {}

    private record Seen(
            String session_id,
            String name,
            String address,
            String user_agent,
            String created,
            String last_seen,
            boolean current) {}

    Answer login(String user, String password, Device device) {
        if (!Accounts.match(user, password)) {
            return UNAUTHORIZED;
        }
        Subject subject = Subject.of(user);
        if (store.sessions().create(NewSession.of(subject).device(device)) instanceof Creation.Created created) {
            RefreshGrant grant =
                    RefreshGrant.of(subject, CLIENT).session(created.session().id());
            if (store.refreshTokens().issue(grant) instanceof Issue.Issued issued) {
                return tokens(issued.refreshed());
            }
        }
        return UNAUTHORIZED; // logged out everywhere at that moment
    }

    Answer refresh(String refreshToken) {
        Rotation rotation = store.refreshTokens().rotate(Token.of(refreshToken), CLIENT);
        // none if it was refused, or reused: then the session has ended, too, and the listener of the spec has warned
        return rotation.next().map(this::tokens).orElse(UNAUTHORIZED);
    }

    private Answer tokens(Refreshed refreshed) {
        LoggedIn tokens = new LoggedIn(
                accessTokens.issue(refreshed),
                "Bearer",
                AccessTokens.LIFE.toSeconds(),
                refreshed.token().reveal(),
                refreshed.session().orElseThrow().text());
        return Answer.json(200, tokens).with(NEVER_KEPT);
    }

    Answer me(String accessToken) {
        return whoIs(
                accessToken,
                who -> Answer.json(
                        200,
                        new Me(
                                who.subject().id(),
                                who.session().text(),
                                who.expires().toString())));
    }

    Answer devices(String accessToken) {
        return whoIs(accessToken, who -> {
            List<Seen> devices = store.sessions().list(who.subject()).stream()
                    .map(session -> new Seen(
                            session.id().text(),
                            session.device().name(),
                            session.device().address(),
                            session.device().userAgent(),
                            session.created().toString(),
                            session.lastSeen().toString(),
                            session.id().equals(who.session())))
                    .toList();
            return Answer.json(200, devices);
        });
    }

    /** Ends the session; its refresh tokens and access tokens end with it. */
    Answer logout(String accessToken) {
        return whoIs(accessToken, who -> {
            boolean ended = store.sessions().end(who.session());
            return Answer.json(200, new LoggedOut(ended ? 1 : 0, 0));
        });
    }

    Answer logoutEverywhere(String accessToken) {
        return whoIs(accessToken, who -> {
            RevokeReport report = store.revokeAll(who.subject(), RevokeScope.EVERYTHING);
            return Answer.json(200, new LoggedOut(report.sessions(), report.refreshTokens()));
        });
    }

    private Answer whoIs(String accessToken, Function<AccessTokens.Verified, Answer> then) {
        Optional<AccessTokens.Verified> verified = accessTokens.verify(accessToken);
        if (verified.isEmpty()) {
            return UNAUTHORIZED;
        }
        Verdict verdict = store.revocations().check(verified.get().ref());
        if (!verdict.isActive()) {
            log.info("Access token refused: {}", verdict);
            return UNAUTHORIZED;
        }
        return then.apply(verified.get());
    }
}
