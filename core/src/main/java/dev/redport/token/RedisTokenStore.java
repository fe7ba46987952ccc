package dev.redport.token;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.PortContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The one implementation of the port: four parts over one {@link Desk}. */
final class RedisTokenStore implements TokenStore {
    private final Desk desk;
    private final RedisRevocations revocations;
    private final Sessions sessions;
    private final RefreshTokens refreshTokens;
    private final OneTimeTokens oneTimeTokens;
    private final LegacyTokens legacy;

    RedisTokenStore(PortContext context, TokenSpec spec) {
        desk = new Desk(requireNonNull(context, "context"), requireNonNull(spec, "spec"));
        revocations = new RedisRevocations(desk);
        sessions = new RedisSessions(desk, revocations);
        refreshTokens = new RedisRefreshTokens(desk, revocations);
        oneTimeTokens = new RedisOneTimeTokens(desk);
        legacy = new RedisLegacyTokens(desk, revocations);
        context.listener().onTokenStore(spec.name());
    }

    @Override
    public Revocations revocations() {
        return revocations;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public RefreshTokens refreshTokens() {
        return refreshTokens;
    }

    @Override
    public OneTimeTokens oneTimeTokens() {
        return oneTimeTokens;
    }

    @Override
    public LegacyTokens legacy() {
        return legacy;
    }

    @Override
    public RevokeReport revokeAll(Subject subject, RevokeScope scope) {
        String what = switch (scope) {
            case EVERYTHING -> "everything";
            case SESSIONS -> "sessions";
            case REFRESH_TOKENS -> "refresh";
        };
        Answer answer = revocations.revoke(desk.names.tag(subject), what, "");
        return new RevokeReport(answer.number(1), answer.number(2));
    }

    @Override
    public String pseudonym(Subject subject) {
        return desk.names.tag(subject);
    }

    @Override
    public <T> CompletableFuture<T> async(Function<? super TokenStore, ? extends T> call) {
        requireNonNull(call, "call");
        return desk.context.async(() -> call.apply(this));
    }

    @Override
    public String toString() {
        return "TokenStore[" + desk.spec.name() + "]";
    }
}
