package dev.redport.examples;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.token.ClientId;
import dev.redport.token.Consumption;
import dev.redport.token.Creation;
import dev.redport.token.Device;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.OneTimeGrant;
import dev.redport.token.Purpose;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refreshed;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Session;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.time.Instant;

/**
 * The token store without a framework, and without making JWTs, which the demo does. A service of yours takes {@code
 * RedisConfig.fromEnvironment()} instead of an embedded Redis, and its key ring from a secret store.
 *
 * @since 0.1.0
 */
public final class TokenExample {
    private static final Subject ADA = Subject.of("ada");
    private static final ClientId SHOP = ClientId.of("shop");

    private TokenExample() {}

    /**
     * Runs the example.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                Redport redport = Redport.connect(
                        RedisConfig.builder().url(redis.url()).driver("lettuce").build())) {
            TokenStore store = redport.tokenStore(TokenSpec.named("auth", KeyRing.random()));

            Creation.Created login = (Creation.Created)
                    store.sessions().create(NewSession.of(ADA).device(new Device("phone", "192.0.2.7", "curl")));
            Session session = store.sessions().findAndTouch(login.token()).orElseThrow();
            System.out.println("session of:   " + session.device().name());

            Refreshed first = ((Issue.Issued) store.refreshTokens()
                            .issue(RefreshGrant.of(ADA, SHOP).session(session.id())))
                    .refreshed();
            Refreshed second =
                    store.refreshTokens().rotate(first.token(), SHOP).next().orElseThrow();
            Refreshed again =
                    store.refreshTokens().rotate(first.token(), SHOP).next().orElseThrow();
            System.out.println("same again:   " + again.token().equals(second.token()));

            TokenRef jwt = TokenRef.of(
                            "jti-1", ADA, second.stamp(), Instant.now().plus(Duration.ofMinutes(5)))
                    .session(session.id());
            System.out.println("JWT:          " + store.revocations().check(jwt));

            Rotation third = store.refreshTokens().rotate(second.token(), SHOP);
            System.out.println("next:         " + third.getClass().getSimpleName());
            Rotation theft = store.refreshTokens().rotate(first.token(), SHOP);
            System.out.println("first again:  " + theft.getClass().getSimpleName());
            System.out.println("JWT:          " + store.revocations().check(jwt));

            Purpose reset = Purpose.of("password-reset");
            Token link = store.oneTimeTokens().issue(OneTimeGrant.of(reset, ADA, Duration.ofHours(1)));
            System.out.println("link:         " + used(store, reset, link));
            System.out.println("once more:    " + used(store, reset, link));

            System.out.println("everywhere:   " + store.revokeAll(ADA, RevokeScope.EVERYTHING));
        }
    }

    private static String used(TokenStore store, Purpose purpose, Token token) {
        Consumption consumption = store.oneTimeTokens().consume(purpose, token);
        return consumption instanceof Consumption.Refused refused
                ? refused.reason().toString()
                : "used";
    }
}
