package dev.redport.token;

import static dev.redport.token.Desk.bytes;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sessions of a token store, over {@code session.lua}. */
final class RedisSessions implements Sessions {
    private static final Script SESSION =
            Script.beside(RedisSessions.class, "session.lua", Replay.GUARDED, "marks.lua");

    private final Desk desk;
    private final RedisRevocations revocations;
    private final SessionRecord record;

    RedisSessions(Desk desk, RedisRevocations revocations) {
        this.desk = desk;
        this.revocations = revocations;
        this.record = new SessionRecord(desk);
    }

    @Override
    public Creation create(NewSession session) {
        Lifetime life = session.lifetime().orElse(desk.spec.sessions()).within(desk.spec.sessions());
        Birth birth = new Birth(session, life);
        Desk.Told told = birth.tryOnce(desk.spec.sessionLimit() == SessionLimit.REJECT ? "reject" : "ask");
        // Once more where the first try could not know everything: a cut-off from outside, or that there are too many.
        if (told.answer().is("limit") || told.answer().number(1) <= told.outside()) {
            told = birth.tryOnce(policy());
        }
        return birth.creation(told.answer());
    }

    private String policy() {
        return switch (desk.spec.sessionLimit()) {
            case REJECT -> "reject";
            case EVICT_LEAST_RECENT -> "recent";
            case EVICT_OLDEST -> "oldest";
        };
    }

    /** One creation, with its tries. */
    private final class Birth {
        private final NewSession session;
        private final Lifetime life;
        private final String tag;
        private String random = "";
        private String secret = "";

        Birth(NewSession session, Lifetime life) {
            this.session = session;
            this.life = life;
            this.tag = desk.names.tag(session.subject());
        }

        Desk.Told tryOnce(String policy) {
            random = Mint.unique();
            secret = Mint.secret();
            List<byte[]> args = new ArrayList<>(List.of(
                    bytes("create"),
                    bytes(random),
                    bytes(Desk.millis(life.idle())),
                    bytes(Desk.millis(life.longest())),
                    bytes(desk.spec.maxSessions()),
                    bytes(policy)));
            Profile profile = new Profile(session.subject(), session.device());
            args.addAll(record.encode(tag, random, secret, profile, session.attributes()));
            return ask(Operation.TOKEN_SESSION_CREATE, tag, random, Replay.GUARDED, life.longest(), args);
        }

        Creation creation(Answer answer) {
            if (answer.is("limit")) {
                desk.tell(TokenOutcome.SESSION_REJECTED, tag, "", "");
                return new Creation.LimitReached(answer.number(1));
            }
            String member = Member.of(answer.number(1), random);
            SessionId id = new SessionId(tag + "." + member);
            List<String> gone = List.of(answer.words()).subList(4, answer.words().length);
            desk.discard(tag, gone);
            desk.tell(TokenOutcome.SESSION_CREATED, tag, id.text(), "");
            List<SessionId> evicted =
                    gone.stream().map(each -> new SessionId(tag + "." + each)).toList();
            evicted.forEach(each -> desk.tell(TokenOutcome.SESSION_EVICTED, tag, each.text(), policy()));
            Instant created = answer.time(1);
            return new Creation.Created(
                    desk.tokens.session(tag, member, secret),
                    new Session(
                            id,
                            session.subject(),
                            session.device(),
                            created,
                            answer.time(2).minusMillis(Long.parseLong(Desk.millis(life.idle()))),
                            answer.time(2),
                            answer.time(3),
                            1,
                            session.attributes()),
                    evicted);
        }
    }

    @Override
    public Optional<Session> find(Token token) {
        return find(desk.tokens.session(token), false);
    }

    @Override
    public Optional<Session> findAndTouch(Token token) {
        return find(desk.tokens.session(token), true);
    }

    @Override
    public Optional<Session> find(SessionId id) {
        return find(Tokens.OfSession.named(id), false);
    }

    @Override
    public Optional<Session> findAndTouch(SessionId id) {
        return find(Tokens.OfSession.named(id), true);
    }

    private Optional<Session> find(Tokens.@Nullable OfSession of, boolean touching) {
        if (of == null) {
            return Optional.empty();
        }
        String interval = touching ? Desk.millis(desk.spec.touchInterval()) : "-1";
        List<byte[]> args = List.of(bytes("find"), bytes(of.member()), of.digest(), bytes(interval));
        Desk.Told told = ask(
                Operation.TOKEN_SESSION_FIND,
                of.tag(),
                of.random(),
                touching ? Replay.SAME_STATE : Replay.READ,
                Duration.ZERO,
                args);
        if (told.reply().isNil() || Member.stamp(of.member()) <= told.outside()) {
            return Optional.empty();
        }
        List<Reply> found = told.reply().list();
        int fields = found.size() - 1;
        return Optional.ofNullable(
                record.decode(of.id(), Long.parseLong(found.get(fields).text()), found.subList(0, fields)));
    }

    @Override
    public Update update(Token token, Patch patch) {
        return write(token, patch, -1);
    }

    @Override
    public Update update(Token token, Patch patch, long expectedVersion) {
        if (expectedVersion < 1) {
            throw new IllegalArgumentException("expectedVersion: " + expectedVersion + " (expected: >= 1)");
        }
        return write(token, patch, expectedVersion);
    }

    private Update write(Token token, Patch patch, long expectedVersion) {
        Tokens.OfSession of = desk.tokens.session(token);
        if (of == null) {
            return new Update.Gone();
        }
        List<byte[]> args = new ArrayList<>(List.of(
                bytes("update"),
                bytes(of.member()),
                of.digest(),
                bytes(expectedVersion),
                bytes(Attributes.MOST),
                bytes(patch.toRemove().size())));
        patch.toRemove().forEach(name -> args.add(bytes("@" + name)));
        args.addAll(record.attributes(of.tag(), of.random(), patch.toSet()));
        Desk.Told told =
                ask(Operation.TOKEN_SESSION_UPDATE, of.tag(), of.random(), Replay.GUARDED, Duration.ZERO, args);
        Answer answer = told.answer();
        if (Member.stamp(of.member()) <= told.outside()) {
            return new Update.Gone();
        }
        return switch (answer.outcome()) {
            case "updated" -> new Update.Updated(answer.number(1));
            case "conflict" -> new Update.Conflict(answer.number(1));
            case "full" -> throw Attributes.tooMany();
            default -> new Update.Gone();
        };
    }

    @Override
    public Optional<Token> renew(Token token) {
        Tokens.OfSession of = desk.tokens.session(token);
        if (of == null) {
            return Optional.empty();
        }
        String secret = Mint.secret();
        Desk.Told told = ask(
                Operation.TOKEN_SESSION_UPDATE,
                of.tag(),
                of.random(),
                Replay.GUARDED,
                Duration.ZERO,
                List.of(
                        bytes("renew"),
                        bytes(of.member()),
                        of.digest(),
                        desk.tokens.digest(of.tag(), of.random(), secret)));
        if (!told.answer().is("renewed") || Member.stamp(of.member()) <= told.outside()) {
            return Optional.empty();
        }
        desk.tell(TokenOutcome.SESSION_RENEWED, of.tag(), of.id().text(), "");
        return Optional.of(desk.tokens.session(of.tag(), of.member(), secret));
    }

    @Override
    public boolean end(Token token) {
        return end(desk.tokens.session(token));
    }

    @Override
    public boolean end(SessionId id) {
        return end(Tokens.OfSession.named(id));
    }

    @Override
    public boolean end(Subject owner, SessionId id) {
        return id.tag().equals(desk.names.tag(owner)) && end(id);
    }

    private boolean end(Tokens.@Nullable OfSession of) {
        if (of == null) {
            return false;
        }
        Desk.Told told = ask(
                Operation.TOKEN_SESSION_END,
                of.tag(),
                of.random(),
                Replay.GUARDED,
                Duration.ZERO,
                List.of(bytes("end"), bytes(of.member()), of.digest()));
        boolean ended = told.answer().is("1") && Member.stamp(of.member()) > told.outside();
        if (ended) {
            desk.tell(TokenOutcome.SESSION_ENDED, of.tag(), of.id().text(), "");
        }
        return ended;
    }

    @Override
    public int endOthers(Token current) {
        return endOthers(desk.tokens.session(current));
    }

    @Override
    public int endOthers(SessionId current) {
        return endOthers(Tokens.OfSession.named(current));
    }

    private int endOthers(Tokens.@Nullable OfSession of) {
        if (of == null || find(of, false).isEmpty()) { // it learns of cut-offs that would come too late for the script
            return 0;
        }
        Answer answer = ask(
                        Operation.TOKEN_SESSION_END,
                        of.tag(),
                        of.random(),
                        Replay.GUARDED,
                        Duration.ZERO,
                        List.of(bytes("others"), bytes(of.member()), of.digest()))
                .answer();
        if (answer.is("gone")) {
            return 0;
        }
        List<String> ended = List.of(answer.words()).subList(1, answer.words().length);
        desk.discard(of.tag(), ended);
        ended.forEach(member -> desk.tell(TokenOutcome.SESSION_ENDED, of.tag(), of.tag() + "." + member, "others"));
        return (int) answer.number(0);
    }

    @Override
    public int endAll(Subject subject) {
        return (int) revocations.revoke(desk.names.tag(subject), "sessions", "").number(1);
    }

    @Override
    public List<Session> list(Subject subject) {
        String tag = desk.names.tag(subject);
        Map<String, Long> members = members(tag);
        List<String> ids = List.copyOf(members.keySet());
        List<Command> commands = ids.stream()
                .map(member -> Command.of(Verb.HGETALL, desk.names.of(tag, "s:" + Member.random(member))))
                .toList();
        List<Reply> hashes = commands.isEmpty()
                ? List.of()
                : desk.context.driver().executeAll(commands, desk.context.call(Operation.TOKEN_SESSION_LIST));
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < hashes.size(); i++) {
            long expires = requireNonNull(members.get(ids.get(i)));
            Session session = record.decode(
                    new SessionId(tag + "." + ids.get(i)),
                    expires,
                    hashes.get(i).orThrow().list());
            if (session != null) {
                sessions.add(session);
            }
        }
        sessions.sort(Comparator.comparing(Session::lastSeen)
                .thenComparing(Session::created)
                .reversed());
        return List.copyOf(sessions);
    }

    @Override
    public int count(Subject subject) {
        return members(desk.names.tag(subject)).size();
    }

    /** The sessions there are, with their expiry. */
    private Map<String, Long> members(String tag) {
        Desk.Told told =
                ask(Operation.TOKEN_SESSION_LIST, tag, "-", Replay.READ, Duration.ZERO, List.of(bytes("list")));
        Map<String, Long> members = new LinkedHashMap<>();
        List<Reply> pairs = told.reply().list();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            String member = pairs.get(i).text();
            if (Member.stamp(member) > told.outside()) {
                members.put(member, (long) Double.parseDouble(pairs.get(i + 1).text()));
            }
        }
        return members;
    }

    private Desk.Told ask(
            Operation operation, String tag, String random, Replay replay, Duration keepMarks, List<byte[]> args) {
        return desk.ask(
                operation,
                tag,
                null,
                new Desk.Want(
                        SESSION,
                        replay,
                        List.of(desk.names.of(tag, "si"), desk.names.of(tag, "s:" + random)),
                        keepMarks,
                        args.toArray(byte[][]::new)));
    }
}
