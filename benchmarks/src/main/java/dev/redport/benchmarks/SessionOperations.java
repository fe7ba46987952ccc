package dev.redport.benchmarks;

import dev.redport.token.Patch;
import dev.redport.token.SessionLimit;
import dev.redport.token.Sessions;
import dev.redport.token.Token;
import dev.redport.token.Update;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;

/** Operations on sessions that are counted. */
final class SessionOperations {
    private static final int FEW = 3;
    private static final int TEN = 10;

    private SessionOperations() {}

    static List<TokenOperation> all(TokenContest contest, TokenSamples samples) {
        Sessions sessions = samples.store().sessions();
        Sessions eachUse =
                contest.store(spec -> spec.touchInterval(Duration.ZERO)).sessions();
        var few = contest.store(spec -> spec.maxSessions(FEW, SessionLimit.EVICT_LEAST_RECENT));
        int ten = with(samples, TEN);
        IntFunction<Token> created = i -> samples.session(samples.user()).token();
        return List.of(
                TokenOperation.each(
                        "session create",
                        i -> samples.user(),
                        user -> samples.session(user).evicted().isEmpty()),
                TokenOperation.each( // within the same millisecond it would be a command less
                        "session create at the limit of 3, one is evicted",
                        i -> with(samples, FEW),
                        full -> RedportSessions.create(few, full, true, Sample.ATTRIBUTES)
                                        .evicted()
                                        .size()
                                == 1),
                TokenOperation.each(
                        "session find", created, token -> sessions.find(token).isPresent()),
                TokenOperation.each(
                        "session findAndTouch within the interval",
                        created,
                        token -> sessions.findAndTouch(token).isPresent()),
                TokenOperation.each(
                        "session findAndTouch after it",
                        created,
                        token -> eachUse.findAndTouch(token).isPresent()),
                TokenOperation.each(
                        "session update of one attribute",
                        created,
                        token -> sessions.update(token, Patch.set(Sample.CHANGED, Sample.CHANGE))
                                instanceof Update.Updated),
                TokenOperation.each("session end", created, sessions::end),
                TokenOperation.of(
                        "session list of 10",
                        () -> sessions.list(Sample.subject(ten)).size() == TEN),
                TokenOperation.of("session count of 10", () -> sessions.count(Sample.subject(ten)) == TEN));
    }

    private static int with(TokenSamples samples, int sessions) {
        int user = samples.user();
        for (int i = 0; i < sessions; i++) {
            samples.session(user);
        }
        return user;
    }
}
