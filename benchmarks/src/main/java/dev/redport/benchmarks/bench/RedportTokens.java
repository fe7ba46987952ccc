package dev.redport.benchmarks.bench;

import dev.redport.Redport;
import dev.redport.token.ClientId;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Rotation;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** Redport's token store with the default times. */
final class RedportTokens {
    private static final KeyRing KEYS = KeyRing.random();
    private static final ClientId CLIENT = ClientId.of("web");
    private static final int CHECKED = 1_000;
    private static final int OWN = 8;

    private RedportTokens() {}

    static Task check(Redport redport) {
        TokenStore store = store(redport);
        List<TokenRef> tokens = IntStream.range(0, CHECKED)
                .mapToObj(RedportTokens::subject)
                .map(subject -> TokenRef.of(
                        UUID.randomUUID().toString(),
                        subject,
                        store.revocations().stamp(subject),
                        Instant.now().plus(Duration.ofMinutes(50))))
                .toList();
        return (caller, random) -> {
            if (!store.revocations().check(tokens.get(random % CHECKED)).isActive()) {
                throw new IllegalStateException("revoked");
            }
        };
    }

    static Task rotate(Redport redport) {
        TokenStore store = store(redport);
        AtomicReferenceArray<Token> tokens = new AtomicReferenceArray<>(Site.CALLERS * OWN);
        for (int i = 0; i < tokens.length(); i++) {
            tokens.set(
                    i,
                    ((Issue.Issued) store.refreshTokens().issue(RefreshGrant.of(subject(i), CLIENT)))
                            .refreshed()
                            .token());
        }
        return (caller, random) -> {
            int own = caller * OWN + random % OWN;
            Rotation rotation = store.refreshTokens().rotate(tokens.get(own), CLIENT);
            tokens.set(own, ((Rotation.Rotated) rotation).refreshed().token());
        };
    }

    private static TokenStore store(Redport redport) {
        return redport.tokenStore(TokenSpec.named("auth", KEYS).sessions(Duration.ofMinutes(30), Duration.ofHours(12)));
    }

    private static Subject subject(int number) {
        return Subject.of("user" + (10_000 + number) + "@example.org");
    }
}
