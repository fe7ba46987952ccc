package dev.redport.token;

import static dev.redport.token.Desk.bytes;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.driver.Replay;
import dev.redport.driver.Script;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The refresh tokens of a token store, over {@code refresh.lua}. */
final class RedisRefreshTokens implements RefreshTokens {
    private static final Script REFRESH =
            Script.beside(RedisRefreshTokens.class, "refresh.lua", Replay.GUARDED, "marks.lua");
    private static final String FIRST = "1";

    private final Desk desk;
    private final RedisRevocations revocations;

    RedisRefreshTokens(Desk desk, RedisRevocations revocations) {
        this.desk = desk;
        this.revocations = revocations;
    }

    @Override
    public Issue issue(RefreshGrant grant) {
        Lifetime life = grant.lifetime().orElse(desk.spec.refreshTokens()).within(desk.spec.refreshTokens());
        String tag = desk.names.tag(grant.subject());
        SessionId session = grant.session().orElse(null);
        if (session != null && !session.tag().equals(tag)) {
            return new Issue.SessionEnded();
        }
        String random = Mint.unique();
        Desk.Told told = issue(grant, life, tag, random, session);
        if (told.answer().is("issued") && told.answer().number(1) <= told.outside()) {
            random = Mint.unique(); // a cut-off that was not known yet, perhaps ahead of the time
            told = issue(grant, life, tag, random, session);
        }
        Answer answer = told.answer();
        if (!answer.is("issued") || (session != null && Member.stamp(session.member()) <= told.outside())) {
            return new Issue.SessionEnded();
        }
        String member = Member.of(answer.number(1), random);
        desk.tell(TokenOutcome.REFRESH_ISSUED, tag, tag + "." + member, "");
        return new Issue.Issued(new Refreshed(
                desk.tokens.refresh(tag, member, FIRST, desk.spec.keys().current()),
                grant.subject(),
                session,
                new Stamp(answer.number(1)),
                answer.time(2),
                answer.time(3)));
    }

    private Desk.Told issue(RefreshGrant grant, Lifetime life, String tag, String random, @Nullable SessionId session) {
        Profile profile = new Profile(grant.subject(), Device.UNKNOWN);
        List<byte[]> args = List.of(
                bytes("issue"),
                bytes(random),
                bytes(Desk.millis(life.idle())),
                bytes(Desk.millis(life.longest())),
                bytes(desk.names.clientTag(grant.client())),
                bytes(desk.spec.keys().current()),
                bytes(grant.isReusable() ? "1" : "0"),
                bytes(session == null ? "" : session.member()),
                bytes(desk.spec.maxFamilies()),
                desk.sealer.seal(profile.encode(), place(tag, random)));
        List<byte[]> keys = keys(tag, random);
        keys.add(desk.names.of(tag, "s:" + (session == null ? "" : Member.random(session.member()))));
        return desk.ask(
                Operation.TOKEN_REFRESH_ISSUE,
                tag,
                grant.client(),
                new Desk.Want(REFRESH, Replay.GUARDED, keys, life.longest(), args.toArray(byte[][]::new)));
    }

    private String[] place(String tag, String random) {
        return new String[] {desk.spec.name(), "refresh", tag, random};
    }

    private List<byte[]> keys(String tag, String random) {
        return new ArrayList<>(
                List.of(desk.names.of(tag, "ri"), desk.names.of(tag, "r:" + random), desk.names.of(tag, "si")));
    }

    @Override
    public RefreshStatus validate(Token token, ClientId client) {
        Tokens.OfRefresh of = desk.tokens.refresh(token);
        if (of == null) {
            return new RefreshStatus.Refused(Refusal.MALFORMED);
        }
        Desk.Told told = exchange(of, client, "look", Operation.TOKEN_REFRESH_VALIDATE, Replay.READ);
        Answer answer = told.answer();
        Refusal refusal = refusal(of, told);
        if (refusal != null) {
            return new RefreshStatus.Refused(refusal);
        }
        Subject subject = subject(of, answer);
        if (subject == null) {
            return new RefreshStatus.Refused(Refusal.UNKNOWN);
        }
        return switch (answer.outcome()) {
            case "valid" -> new RefreshStatus.Valid(subject);
            case "replayed" -> new RefreshStatus.InGrace(subject);
            default -> new RefreshStatus.Used(subject);
        };
    }

    @Override
    public Rotation rotate(Token token, ClientId client) {
        Tokens.OfRefresh of = desk.tokens.refresh(token);
        if (of == null) {
            desk.count(TokenOutcome.REFRESH_REFUSED, 1);
            return new Rotation.Refused(Refusal.MALFORMED);
        }
        Desk.Told told = exchange(of, client, "rotate", Operation.TOKEN_REFRESH_ROTATE, Replay.GUARDED);
        Answer answer = told.answer();
        Refusal refusal = refusal(of, told);
        Subject subject = refusal == null ? subject(of, answer) : null;
        if (subject == null) {
            Refusal reason = refusal == null ? Refusal.UNKNOWN : refusal;
            desk.tell(TokenOutcome.REFRESH_REFUSED, of.tag(), of.family(), reason.name());
            return new Rotation.Refused(reason);
        }
        if (answer.is("reused")) {
            reused(of, answer);
            return new Rotation.Reused(subject);
        }
        Refreshed refreshed = new Refreshed(
                desk.tokens.refresh(of.tag(), of.member(), answer.word(1), answer.word(2)),
                subject,
                session(of, answer.word(6)),
                new Stamp(answer.number(3)),
                answer.time(4),
                answer.time(5));
        boolean first = answer.is("rotated");
        desk.tell(
                first ? TokenOutcome.REFRESH_ROTATED : TokenOutcome.REFRESH_REPLAYED,
                of.tag(),
                of.family(),
                "generation " + answer.word(1));
        return first ? new Rotation.Rotated(refreshed) : new Rotation.Replayed(refreshed);
    }

    private void reused(Tokens.OfRefresh of, Answer answer) {
        desk.tell(
                TokenOutcome.REFRESH_REUSED,
                of.tag(),
                of.family(),
                answer.word(1) + " generations late, " + answer.word(2) + " ms after the rotation");
        SessionId session = session(of, answer.word(3));
        if (session != null) {
            desk.discard(of.tag(), List.of(session.member()));
            desk.tell(TokenOutcome.SESSION_ENDED, of.tag(), session.text(), "refresh token reused");
        }
    }

    private static @Nullable SessionId session(Tokens.OfRefresh of, String member) {
        return member.equals("-") ? null : new SessionId(of.tag() + "." + member);
    }

    private Desk.Told exchange(Tokens.OfRefresh of, ClientId client, String what, Operation operation, Replay replay) {
        return desk.ask(
                operation,
                of.tag(),
                client,
                new Desk.Want(
                        REFRESH,
                        replay,
                        keys(of.tag(), of.random()),
                        desk.spec.accessTokens(),
                        bytes(what),
                        bytes(of.member()),
                        bytes(of.generation()),
                        bytes(desk.names.clientTag(client)),
                        bytes(desk.spec.keys().current()),
                        bytes(Desk.millis(desk.spec.grace())),
                        bytes(desk.spec.graceUses())));
    }

    private @Nullable Refusal refusal(Tokens.OfRefresh of, Desk.Told told) {
        return switch (told.answer().outcome()) {
            case "unknown" -> Refusal.UNKNOWN;
            case "expired" -> Refusal.EXPIRED;
            case "revoked" -> Refusal.REVOKED;
            case "session" -> Refusal.SESSION_ENDED;
            case "client" -> Refusal.CLIENT_MISMATCH;
            default -> Member.stamp(of.member()) <= told.outside() ? Refusal.REVOKED : null;
        };
    }

    private @Nullable Subject subject(Tokens.OfRefresh of, Answer answer) {
        Profile profile = desk.profile(answer.sealed(), place(of.tag(), of.random()));
        return profile == null ? null : profile.subject();
    }

    @Override
    public boolean revoke(Token token) {
        return revokeFamily(token, null);
    }

    @Override
    public boolean revoke(Token token, ClientId client) {
        return revokeFamily(token, client);
    }

    private boolean revokeFamily(Token token, @Nullable ClientId client) {
        Tokens.OfRefresh of = desk.tokens.refresh(token);
        if (of == null) {
            return false;
        }
        Desk.Told told = desk.ask(
                Operation.TOKEN_REFRESH_REVOKE,
                of.tag(),
                client,
                new Desk.Want(
                        REFRESH,
                        Replay.GUARDED,
                        keys(of.tag(), of.random()),
                        desk.spec.accessTokens(),
                        bytes("end"),
                        bytes(of.member()),
                        bytes(of.generation()),
                        bytes(client == null ? "" : desk.names.clientTag(client))));
        boolean revoked = told.answer().is("1") && Member.stamp(of.member()) > told.outside();
        if (revoked) {
            desk.tell(TokenOutcome.REFRESH_REVOKED, of.tag(), of.family(), "");
        }
        return revoked;
    }

    @Override
    public int revokeAll(Subject subject) {
        return (int) revocations.revoke(desk.names.tag(subject), "refresh", "").number(2);
    }
}
