package dev.redport.benchmarks;

import dev.redport.token.Denial;
import dev.redport.token.SessionId;
import dev.redport.token.Subject;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Checks of access tokens, denials and stamps that are counted. */
final class AccessOperations {
    private static final int BATCH = 100;

    private AccessOperations() {}

    static List<TokenOperation> all(TokenContest contest, TokenSamples samples) {
        TokenStore store = samples.store();
        TokenStore remembering = contest.store(spec -> spec.rememberDenied(1_000));
        TokenStore knowing = contest.store(spec -> spec.cutoffStaleness(Duration.ofMinutes(1)));
        int user = samples.user();
        Subject subject = Sample.subject(user);
        TokenRef plain = samples.accessToken(user);
        TokenRef ofClient = plain.client(TokenSamples.CLIENT);
        SessionId session = samples.session(user).session().id();
        String id = UUID.randomUUID().toString();
        TokenRef denied = TokenRef.of(id, subject, store.revocations().stamp(subject), end());
        store.revocations().deny(id, end());
        List<TokenRef> many = IntStream.range(0, BATCH)
                .mapToObj(i -> samples.accessToken(samples.user()))
                .toList();
        return List.of(
                check("check", store, plain, Verdict.ACTIVE),
                check("check, cut-offs of everyone known for a minute", knowing, plain, Verdict.ACTIVE),
                check("check, with client", store, ofClient, Verdict.ACTIVE),
                check("check, with session", store, plain.session(session), Verdict.ACTIVE),
                check("check, with client and session", store, ofClient.session(session), Verdict.ACTIVE),
                check("check, denied", store, denied, Verdict.DENIED),
                check("check, denied and remembered", remembering, denied, Verdict.DENIED),
                TokenOperation.of(
                        "checkAll of 100 subjects",
                        () -> store.revocations().checkAll(many).values().stream()
                                .allMatch(Verdict::isActive)),
                TokenOperation.each(
                        "deny",
                        i -> UUID.randomUUID().toString(),
                        each -> store.revocations().deny(each, end()) == Denial.ADDED),
                TokenOperation.of(
                        "stamp", () -> store.revocations().stamp(subject).millis() > 0));
    }

    private static Instant end() {
        return Instant.now().plus(TokenSamples.LIFE);
    }

    private static TokenOperation check(String name, TokenStore store, TokenRef token, Verdict verdict) {
        return TokenOperation.of(name, () -> store.revocations().check(token) == verdict);
    }
}
