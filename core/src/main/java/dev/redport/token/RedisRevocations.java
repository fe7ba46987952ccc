package dev.redport.token;

import static dev.redport.token.Desk.bytes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Denials, cut-offs and checks. */
final class RedisRevocations implements Revocations {
    private static final Script DENY = Script.beside(RedisRevocations.class, "deny.lua", Replay.GUARDED);
    private static final Script OUTSIDE = Script.beside(RedisRevocations.class, "outside.lua", Replay.GUARDED);
    private static final Script REVOKE =
            Script.beside(RedisRevocations.class, "revoke.lua", Replay.GUARDED, "marks.lua");

    /** A one-time token may live so long; nothing else that the spec does not know of. */
    private static final Duration LONGEST_ONE_TIME = Duration.ofDays(30);

    private static final int MOST = 1_000;

    private final Desk desk;
    private final Remembered remembered;

    RedisRevocations(Desk desk) {
        this.desk = desk;
        this.remembered = new Remembered(desk.spec.rememberDenied());
    }

    @Override
    public Denial deny(String tokenId, Instant expires) {
        Subject.check("token id", tokenId, 1);
        TokenSpec spec = desk.spec;
        Instant last = spec.clock().instant().plus(spec.accessTokens()).plus(spec.clockSkew());
        if (expires.isAfter(last)) {
            throw new IllegalArgumentException("expires: " + expires + " (expected: within the longest access token, "
                    + spec.accessTokens() + ", from now)");
        }
        if (expires.isBefore(Instant.EPOCH)) {
            return Denial.EXPIRED;
        }
        String digest = desk.names.digest("token id", tokenId);
        long until = expires.plus(desk.bothSkews()).toEpochMilli();
        Answer answer = Answer.of(
                desk.run(Operation.TOKEN_DENY, DENY, digest, List.of(desk.names.denial(digest)), bytes(until)));
        Denial denial = Denial.valueOf(answer.outcome().toUpperCase(Locale.ROOT));
        if (denial == Denial.ADDED || denial == Denial.EXTENDED) {
            desk.tell(TokenOutcome.DENIED, "", "", denial.name().toLowerCase(Locale.ROOT));
        }
        return denial;
    }

    @Override
    public Verdict check(TokenRef token) {
        return requireNonNull(checkAll(List.of(token)).get(token));
    }

    @Override
    public Map<TokenRef, Verdict> checkAll(Collection<TokenRef> tokens) {
        if (tokens.size() > MOST) {
            throw new IllegalArgumentException("tokens: " + tokens.size() + " (expected: <= " + MOST + ")");
        }
        Map<TokenRef, Verdict> verdicts = new LinkedHashMap<>();
        Reading reading = new Reading();
        int known = 0;
        for (TokenRef token : new LinkedHashSet<>(tokens)) {
            Verdict verdict = withoutAsking(token);
            if (verdict == null) {
                reading.add(token);
                verdicts.put(token, Verdict.DENIED); // its place; decided below
            } else {
                known += verdict == Verdict.EXPIRED ? 0 : 1;
                verdicts.put(token, verdict);
            }
        }
        reading.decide(verdicts);
        count(verdicts.values(), known);
        return verdicts;
    }

    private void count(Collection<Verdict> verdicts, int known) {
        int active = (int) verdicts.stream().filter(Verdict::isActive).count();
        if (active > 0) {
            desk.count(TokenOutcome.CHECK_ACTIVE, active);
        }
        if (verdicts.size() > active) {
            desk.count(TokenOutcome.CHECK_REFUSED, verdicts.size() - active);
        }
        if (known > 0) {
            desk.count(TokenOutcome.CHECK_REMEMBERED, known);
        }
    }

    private @Nullable Verdict withoutAsking(TokenRef token) {
        TokenSpec spec = desk.spec;
        Instant issued = Instant.ofEpochMilli(token.stamp().millis());
        // a stamp may be ahead of the time by the skew, and iat is a second at most behind
        Instant last = issued.plus(spec.accessTokens()).plus(spec.clockSkew()).plusSeconds(1);
        if (token.expires().isAfter(last)) {
            throw new IllegalArgumentException("token: lives for " + Duration.between(issued, token.expires())
                    + " (expected: at most the longest access token, " + spec.accessTokens()
                    + ", unless Redis' clock is behind; see TokenSpec.accessTokens)");
        }
        if (!spec.clock().instant().isBefore(token.expires().plus(spec.clockSkew()))) {
            return Verdict.EXPIRED;
        }
        return remembered.find(token);
    }

    /** What has to be read for some tokens: each key once. */
    private final class Reading {
        private final List<Command> commands = new ArrayList<>();
        private final Map<String, Integer> places = new LinkedHashMap<>();
        private final List<Asked> asked = new ArrayList<>();
        private final long askedAt = desk.outside.now();
        private final long now = desk.spec.clock().millis();

        private record Asked(TokenRef token, int denial, int marks, int session, int cuts, List<byte[]> cutKeys) {}

        void add(TokenRef token) {
            String tag = desk.names.tag(token.subject());
            String digest = desk.names.digest("token id", token.id());
            SessionId session = token.session().orElse(null);
            List<byte[]> cutKeys = desk.outside.keys(tag, token.client().orElse(null));
            asked.add(new Asked(
                    token,
                    place("j" + digest, Command.of(Verb.GET, desk.names.denial(digest))),
                    place("w" + tag, Command.of(Verb.GET, desk.names.of(tag, "w"))),
                    session == null || !session.tag().equals(tag)
                            ? -1
                            : place(
                                    "s" + session.text(),
                                    Command.of(Verb.ZSCORE, desk.names.of(tag, "si"), bytes(session.member()))),
                    desk.outside.fresh(cutKeys) ? -1 : place(cutName(cutKeys), Outside.read(cutKeys)),
                    cutKeys));
        }

        private String cutName(List<byte[]> cutKeys) {
            StringBuilder name = new StringBuilder("g");
            cutKeys.forEach(key -> name.append(new String(key, US_ASCII)));
            return name.toString();
        }

        private int place(String name, Command command) {
            Integer known = places.putIfAbsent(name, commands.size());
            if (known != null) {
                return known;
            }
            commands.add(command);
            return commands.size() - 1;
        }

        void decide(Map<TokenRef, Verdict> verdicts) {
            if (asked.isEmpty()) {
                return;
            }
            List<Reply> replies = desk.context.driver().executeAll(commands, desk.context.call(Operation.TOKEN_CHECK));
            replies.forEach(Reply::orThrow);
            for (Asked one : asked) {
                Verdict verdict = verdict(one, replies);
                verdicts.put(one.token, verdict);
                if (!verdict.isActive() && isFinal(one, verdict, replies)) {
                    remembered.add(one.token, verdict, now);
                }
            }
        }

        private Verdict verdict(Asked one, List<Reply> replies) {
            if (!replies.get(one.denial).isNil()) {
                return Verdict.DENIED;
            }
            long cut = one.cuts < 0
                    ? desk.outside.known(one.cutKeys)
                    : desk.outside.learn(one.cutKeys, replies.get(one.cuts), askedAt);
            Reply marks = replies.get(one.marks);
            if (!marks.isNil()) {
                String tag = one.token.client().map(desk.names::clientTag).orElse("");
                cut = Math.max(cut, Marks.cut(marks.text(), tag));
            }
            long stamp = one.token.stamp().millis();
            if (stamp <= cut) {
                return Verdict.BEFORE_CUTOFF;
            }
            long known = marks.isNil() ? 0 : Marks.highest(marks.text());
            if (stamp > Math.max(known, now + desk.bothSkews().toMillis() + 1_000)) {
                return Verdict.NOT_YET_ISSUED;
            }
            if (one.token.session().isEmpty()) {
                return Verdict.ACTIVE;
            }
            SessionId session = one.token.session().orElseThrow();
            boolean alive = one.session >= 0
                    && !replies.get(one.session).isNil()
                    && Double.parseDouble(replies.get(one.session).text()) > now
                    && Member.stamp(session.member()) > cutOfSession(session, marks);
            return alive ? Verdict.ACTIVE : Verdict.SESSION_ENDED;
        }

        /** Without those of clients, because a session is no client's. */
        private long cutOfSession(SessionId session, Reply marks) {
            long cut = desk.outside.known(desk.outside.keys(session.tag(), null));
            return marks.isNil() ? cut : Math.max(cut, Marks.cut(marks.text(), ""));
        }

        /** Not that a session has expired: the clocks of others may see it alive, and let it be used. */
        private boolean isFinal(Asked one, Verdict verdict, List<Reply> replies) {
            return switch (verdict) {
                case SESSION_ENDED ->
                    one.session < 0 || replies.get(one.session).isNil();
                case NOT_YET_ISSUED -> false;
                default -> true;
            };
        }
    }

    @Override
    public Stamp stamp(Subject subject) {
        return fresh(subject, null);
    }

    @Override
    public Stamp stamp(Subject subject, ClientId client) {
        return fresh(subject, requireNonNull(client, "client"));
    }

    private Stamp fresh(Subject subject, @Nullable ClientId client) {
        String tag = desk.names.tag(subject);
        String clientTag = client == null ? "" : desk.names.clientTag(client);
        Desk.Told told = desk.ask(Operation.TOKEN_STAMP, tag, client, want(tag, "stamp", clientTag));
        if (told.answer().number(0) <= told.outside()) { // a cut-off that was not known yet, perhaps ahead of the time
            told = desk.ask(Operation.TOKEN_STAMP, tag, client, want(tag, "stamp", clientTag));
        }
        return new Stamp(told.answer().number(0));
    }

    @Override
    public Stamp revokeBefore(Scope scope) {
        if (scope instanceof Scope.OfSubject of) {
            return new Stamp(
                    revoke(desk.names.tag(of.subject()), "everything", "").number(0));
        }
        if (scope instanceof Scope.OfSubjectAtClient of) {
            String tag = desk.names.tag(of.subject());
            return new Stamp(
                    revoke(tag, "client", desk.names.clientTag(of.client())).number(0));
        }
        byte[] key = scope instanceof Scope.OfClient of
                ? desk.names.client(of.client())
                : scope instanceof Scope.OfTenant of ? desk.names.tenant(of.tenant()) : desk.names.everyone();
        long askedAt = desk.outside.now();
        Answer answer = Answer.of(desk.run(
                Operation.TOKEN_REVOKE,
                OUTSIDE,
                "g",
                List.of(key, desk.names.of("g", "hi")),
                bytes(Desk.millis(desk.spec.clockSkew())),
                bytes(Desk.millis(longestLife()
                        .plus(desk.bothSkews())
                        .plus(desk.spec.clockSkew())
                        .plusSeconds(1)))));
        desk.outside.note(key, answer.number(0), askedAt);
        desk.tell(TokenOutcome.CUTOFF_RAISED, "", "", scope.getClass().getSimpleName());
        return new Stamp(answer.number(0));
    }

    private Duration longestLife() {
        Duration longest = LONGEST_ONE_TIME;
        for (Duration life : List.of(
                desk.spec.accessTokens(),
                desk.spec.sessions().longest(),
                desk.spec.refreshTokens().longest())) {
            longest = life.compareTo(longest) > 0 ? life : longest;
        }
        return longest;
    }

    /** Runs {@code revoke.lua}: cut-off, sessions, families, and members whose payloads are garbage. */
    Answer revoke(String tag, String what, String clientTag) {
        Answer answer = desk.ask(Operation.TOKEN_REVOKE, tag, null, want(tag, what, clientTag))
                .answer();
        desk.discard(tag, List.of(answer.words()).subList(3, answer.words().length));
        told(tag, what, (int) answer.number(1), (int) answer.number(2));
        return answer;
    }

    private void told(String tag, String what, int sessions, int families) {
        if (sessions > 0) {
            desk.tell(TokenOutcome.SESSION_ENDED, sessions, tag, "", what);
        }
        if (families > 0) {
            desk.tell(TokenOutcome.REFRESH_REVOKED, families, tag, "", what);
        }
        if (what.equals("everything") || what.equals("client")) {
            desk.tell(TokenOutcome.CUTOFF_RAISED, tag, "", what);
        }
    }

    private Desk.Want want(String tag, String what, String clientTag) {
        return new Desk.Want(
                REVOKE,
                Replay.GUARDED,
                List.of(desk.names.of(tag, "si"), desk.names.of(tag, "ri"), desk.names.of(tag, "l")),
                desk.spec.accessTokens(),
                bytes(what),
                bytes(clientTag));
    }
}
