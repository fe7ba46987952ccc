package dev.redport.testkit.contract;

import dev.redport.config.Secret;
import dev.redport.driver.PortContext;
import dev.redport.token.Claim;
import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.Device;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.LegacyTokens;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Patch;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Scope;
import dev.redport.token.SessionId;
import dev.redport.token.SessionLimit;
import dev.redport.token.Stamp;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Uses every method of a token store with things that nobody may see, and shows all there is to show. */
final class TokenSecrecyScenario {
    static final KeyRing KEYS = KeyRing.random();
    private static final String CANARY = SecrecyScenario.CANARY;
    private static final String JTI = CANARY + "-jti {}:*\r\n" + SecrecyScenario.FORGED + "\u001b[31m";
    private static final String HASH = CANARY + "-hash";
    private static final Subject ANNA = Subject.of(CANARY + "-tenant {}:*", CANARY + "-anna@example.org");
    private static final ClientId WEB = ClientId.of(CANARY + "-client");
    private static final ClientId OTHER = ClientId.of(CANARY + "-other-client");
    private static final Device PHONE = new Device(CANARY + "-phone", CANARY + "-192.0.2.7", CANARY + "-user-agent");
    private static final Purpose RESET = Purpose.of("reset");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Consumer<Object> show;
    private final TokenStore store;
    private final List<Token> tokens = new ArrayList<>();

    private TokenSecrecyScenario(PortContext context, Consumer<Object> show) {
        this.show = show;
        TokenSpec spec = TokenSpec.named("secret", KEYS)
                .encryptAttributes()
                .maxSessions(4, SessionLimit.EVICT_OLDEST)
                .grace(MINUTE, 1)
                .rememberDenied(10)
                .listener(show::accept);
        store = TokenStore.over(context, spec);
        show(KEYS, KEYS.text(), spec, store, store.sessions(), store.refreshTokens(), store.oneTimeTokens());
        show(store.revocations(), store.legacy(), ANNA, WEB.hashCode(), PHONE, store.pseudonym(ANNA));
    }

    /** Every token there was, and thus everything in it that must not be found anywhere. */
    static List<Token> use(PortContext context, Consumer<Object> show) {
        TokenSecrecyScenario scenario = new TokenSecrecyScenario(context, show);
        scenario.sessions();
        scenario.refreshTokens();
        scenario.oneTimeTokens();
        scenario.revocations();
        scenario.legacy();
        scenario.attempt(() -> scenario.login().session());
        scenario.attempt(() -> scenario.issue(RefreshGrant.of(ANNA, WEB)));
        scenario.mistakes();
        return scenario.tokens;
    }

    private void show(Object... all) {
        for (Object each : all) {
            show.accept(each);
        }
    }

    private interface Step {
        Object take();
    }

    private void attempt(Step step) {
        try {
            show(step.take());
        } catch (RuntimeException e) {
            show(e);
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                show(cause.getMessage() == null ? "" : cause.getMessage());
            }
        }
    }

    private Token noted(Token token) {
        tokens.add(token);
        show(token, token.hashCode());
        return token;
    }

    private Creation.Created login() {
        NewSession session = NewSession.of(ANNA).device(PHONE).attribute("mail", CANARY + "-mail");
        show(session);
        Creation creation = store.sessions().create(session);
        show(creation);
        Creation.Created created = (Creation.Created) creation;
        noted(created.token());
        return created;
    }

    private void sessions() {
        Creation.Created first = login();
        for (int i = 0; i < 5; i++) {
            login();
        }
        Creation.Created last = login();
        Token token = last.token();
        attempt(() -> store.sessions().find(first.token()));
        attempt(() -> store.sessions().find(token));
        attempt(() -> store.sessions().findAndTouch(token));
        Patch patch = Patch.set("more", CANARY + "-more").andRemove("mail");
        attempt(() -> patch);
        attempt(() -> store.sessions().update(token, patch));
        attempt(() -> store.sessions().update(token, patch, 77));
        attempt(() -> store.sessions().list(ANNA));
        attempt(() -> store.sessions().count(ANNA));
        attempt(() -> store.sessions().endOthers(token));
        Token renewed = noted(store.sessions().renew(token).orElseThrow());
        attempt(() -> store.sessions().end(token));
        attempt(() -> store.sessions().end(last.session().id()));
        attempt(() -> store.sessions().end(renewed));
        attempt(() -> store.sessions().endAll(ANNA));
    }

    private Token issue(RefreshGrant grant) {
        Issue issue = store.refreshTokens().issue(grant);
        show(grant, issue);
        Issue.Issued issued = (Issue.Issued) issue;
        show(issued.refreshed());
        return noted(issued.refreshed().token());
    }

    private void refreshTokens() {
        Creation.Created session = login();
        Token first = issue(RefreshGrant.of(ANNA, WEB).session(session.session().id()));
        Rotation rotation = store.refreshTokens().rotate(first, WEB);
        show(rotation);
        Token second = noted(((Rotation.Rotated) rotation).refreshed().token());
        attempt(() -> store.refreshTokens().validate(second, WEB));
        attempt(() -> store.refreshTokens().rotate(second, OTHER));
        attempt(() -> store.refreshTokens().rotate(first, WEB));
        attempt(() -> store.refreshTokens().validate(first, WEB));
        attempt(() -> store.refreshTokens().rotate(first, WEB));
        attempt(() -> store.refreshTokens().rotate(second, WEB));
        attempt(() ->
                store.refreshTokens().revoke(issue(RefreshGrant.of(ANNA, WEB).reusable())));
        attempt(() -> store.refreshTokens().revoke(issue(RefreshGrant.of(ANNA, WEB)), WEB));
        attempt(() -> store.refreshTokens().revokeAll(ANNA));
    }

    private void oneTimeTokens() {
        OneTimeGrant grant =
                OneTimeGrant.of(RESET, ANNA, MINUTE).payload((CANARY + "-payload").getBytes(StandardCharsets.UTF_8));
        show(grant, grant.latestOnly());
        Token token = noted(store.oneTimeTokens().issue(grant));
        attempt(() -> store.oneTimeTokens().consume(RESET, token));
        attempt(() -> store.oneTimeTokens().consume(RESET, token));
        Token claimed = noted(store.oneTimeTokens().issue(grant.latestOnly()));
        Claim claim = store.oneTimeTokens().claim(RESET, claimed, MINUTE);
        show(claim);
        attempt(((Claim.Claimed) claim)::release);
        attempt(() -> ((Claim.Claimed) store.oneTimeTokens().claim(RESET, claimed, MINUTE)).commit());
        noted(store.oneTimeTokens().issue(grant));
    }

    private void revocations() {
        Instant expires = Instant.now().plus(MINUTE);
        attempt(() -> store.revocations().deny(JTI, expires));
        attempt(() -> store.revocations().deny(JTI, expires.plus(MINUTE)));
        Stamp stamp = store.revocations().stamp(ANNA, WEB);
        TokenRef ref = TokenRef.of(JTI, ANNA, stamp, expires)
                .client(WEB)
                .session(login().session().id());
        show(stamp, ref);
        attempt(() -> store.revocations().check(ref));
        attempt(() -> store.revocations().checkAll(List.of(ref)));
        for (Scope scope : List.of(Scope.of(ANNA, WEB), Scope.of(WEB), Scope.ofTenant(ANNA.tenant()), Scope.of(ANNA))) {
            attempt(() -> store.revocations().revokeBefore(scope));
        }
        for (RevokeScope scope : RevokeScope.values()) {
            attempt(() -> store.revokeAll(ANNA, scope));
        }
        attempt(() -> store.async(s -> s.sessions().count(ANNA)).join());
    }

    private void legacy() {
        LegacyTokens legacy = store.legacy();
        attempt(() -> legacy.blacklist(JTI, MINUTE));
        attempt(() -> legacy.isBlacklisted(JTI));
        legacy.storeRefreshToken(ANNA, HASH, MINUTE);
        attempt(() -> legacy.isValidRefreshToken(ANNA, HASH));
        attempt(() -> legacy.rotateRefreshToken(ANNA, HASH, HASH + "2", MINUTE));
        attempt(() -> legacy.revokeRefreshToken(ANNA, HASH));
    }

    /** What callers get wrong, and what Redis does. */
    private void mistakes() {
        Token odd = Token.of(CANARY + "-token\r\n" + SecrecyScenario.FORGED);
        attempt(() -> store.sessions().find(odd));
        attempt(() -> store.refreshTokens().rotate(odd, WEB));
        attempt(() -> store.oneTimeTokens().consume(RESET, odd));
        attempt(() -> Subject.of(CANARY.repeat(80)));
        attempt(() -> Subject.of(CANARY + "\ud800"));
        attempt(() -> ClientId.of(CANARY.repeat(80)));
        attempt(() -> new Device(CANARY.repeat(80), "", ""));
        attempt(() -> NewSession.of(ANNA).attribute(CANARY.repeat(80), ""));
        attempt(() -> NewSession.of(ANNA).attribute("a", CANARY + "\ud800"));
        attempt(() -> SessionId.of(CANARY + "-session"));
        attempt(() -> KeyRing.parse(Secret.of("index=" + CANARY + ",k1=" + CANARY)));
        attempt(() -> store.revocations().deny(JTI.repeat(20), Instant.now()));
        attempt(() -> store.revocations().deny(JTI, Instant.now().plus(Duration.ofDays(3))));
        attempt(() -> store.legacy().isValidRefreshToken(ANNA, HASH + "\ud800"));
        attempt(() -> store.legacy().rotateRefreshToken(ANNA, HASH, HASH, Duration.ZERO));
        attempt(() -> store.revocations()
                .check(TokenRef.of(JTI, ANNA, new Stamp(0), Instant.now().plus(Duration.ofDays(1)))));
    }
}
