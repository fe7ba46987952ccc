package dev.redport.benchmarks;

import dev.redport.token.Consumption;
import dev.redport.token.RefreshGrant;
import dev.redport.token.RefreshStatus;
import dev.redport.token.RefreshTokens;
import dev.redport.token.RevokeScope;
import dev.redport.token.Rotation;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import java.util.List;
import java.util.function.IntFunction;

/** Operations on refresh tokens, one-time tokens and all that a subject has, that are counted. */
final class RefreshOperations {
    private RefreshOperations() {}

    static List<TokenOperation> all(TokenSamples samples) {
        TokenStore store = samples.store();
        RefreshTokens tokens = store.refreshTokens();
        IntFunction<Token> issued = i -> samples.refreshToken(samples.user());
        return List.of(
                TokenOperation.each(
                        "refresh issue",
                        i -> samples.user(),
                        user -> !samples.refreshToken(user).reveal().isEmpty()),
                TokenOperation.each(
                        "refresh validate",
                        issued,
                        token -> tokens.validate(token, TokenSamples.CLIENT) instanceof RefreshStatus.Valid),
                TokenOperation.each("refresh rotate", issued, token -> rotates(tokens, token)),
                TokenOperation.each(
                        "refresh rotate, bound to a session", i -> bound(samples), token -> rotates(tokens, token)),
                TokenOperation.each(
                        "refresh rotate again, in grace",
                        i -> {
                            Token token = samples.refreshToken(samples.user());
                            rotates(tokens, token);
                            return token;
                        },
                        token -> tokens.rotate(token, TokenSamples.CLIENT) instanceof Rotation.Replayed),
                TokenOperation.each(
                        "one-time issue",
                        i -> samples.user(),
                        user -> !samples.oneTimeToken(user).reveal().isEmpty()),
                TokenOperation.each(
                        "one-time consume",
                        i -> samples.oneTimeToken(samples.user()),
                        token -> store.oneTimeTokens().consume(TokenSamples.PURPOSE, token)
                                instanceof Consumption.Consumed),
                TokenOperation.each(
                        "revokeAll of 2 sessions and 1 family",
                        i -> {
                            int user = samples.user();
                            samples.session(user);
                            samples.session(user);
                            samples.refreshToken(user);
                            return user;
                        },
                        user -> store.revokeAll(Sample.subject(user), RevokeScope.EVERYTHING)
                                        .sessions()
                                == 2));
    }

    private static Token bound(TokenSamples samples) {
        int user = samples.user();
        return samples.refreshToken(RefreshGrant.of(Sample.subject(user), TokenSamples.CLIENT)
                .session(samples.session(user).session().id()));
    }

    private static boolean rotates(RefreshTokens tokens, Token token) {
        return tokens.rotate(token, TokenSamples.CLIENT) instanceof Rotation.Rotated;
    }
}
