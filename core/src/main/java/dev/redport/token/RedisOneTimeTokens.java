package dev.redport.token;

import static dev.redport.token.Desk.bytes;
import static java.util.Objects.requireNonNull;

import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.driver.Replay;
import dev.redport.driver.Script;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The one-time tokens of a token store, over {@code onetime.lua}. */
final class RedisOneTimeTokens implements OneTimeTokens {
    private static final Script ONE_TIME =
            Script.beside(RedisOneTimeTokens.class, "onetime.lua", Replay.GUARDED, "marks.lua");
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);

    private final Desk desk;

    RedisOneTimeTokens(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Token issue(OneTimeGrant grant) {
        String tag = desk.names.tag(grant.subject());
        Tokens.OfOneTime token = new Tokens.OfOneTime(tag, bytes(Mint.secret()));
        Desk.Told told = issue(grant, token);
        if (told.answer().number(1) <= told.outside()) { // a cut-off that was not known yet, perhaps ahead of the time
            token = new Tokens.OfOneTime(tag, bytes(Mint.secret()));
            issue(grant, token);
        }
        desk.tell(TokenOutcome.ONE_TIME_ISSUED, tag, grant.purpose().name(), "");
        return desk.tokens.oneTime(token);
    }

    private Desk.Told issue(OneTimeGrant grant, Tokens.OfOneTime token) {
        byte[] profile = new Profile(grant.subject(), Device.UNKNOWN).encode();
        byte[] plain = ByteBuffer.allocate(2 + profile.length + grant.payload().length)
                .putShort((short) profile.length)
                .put(profile)
                .put(grant.payload())
                .array();
        return ask(
                Operation.TOKEN_ONE_TIME_ISSUE,
                grant.purpose(),
                token,
                grant.ttl(),
                "issue",
                bytes(Desk.millis(grant.ttl())),
                bytes(grant.isLatestOnly() ? "1" : "0"),
                Sealer.seal(desk.tokens.key(token, grant.purpose()), plain));
    }

    @Override
    public Consumption consume(Purpose purpose, Token token) {
        Tokens.OfOneTime of = desk.tokens.oneTime(token);
        Opened opened = of == null ? Opened.refused(Consumption.Invalid.MALFORMED) : use(purpose, of, "consume");
        if (of == null || opened.reason != null) {
            return new Consumption.Refused(refused(purpose, of, opened));
        }
        desk.tell(TokenOutcome.ONE_TIME_USED, of.tag(), purpose.name(), "");
        return new Consumption.Consumed(opened.subject(), opened.payload);
    }

    @Override
    public Claim claim(Purpose purpose, Token token, Duration lease) {
        Lifetime.check("lease", lease, LONGEST_LEASE);
        Tokens.OfOneTime of = desk.tokens.oneTime(token);
        String claim = Mint.unique();
        Opened opened = of == null
                ? Opened.refused(Consumption.Invalid.MALFORMED)
                : use(purpose, of, "claim", bytes(claim), bytes(Desk.millis(lease)));
        if (of == null || opened.reason != null) {
            return new Claim.Refused(refused(purpose, of, opened));
        }
        desk.tell(TokenOutcome.ONE_TIME_CLAIMED, of.tag(), purpose.name(), "");
        return new Claim.Claimed(
                opened.subject(),
                opened.payload,
                () -> finish(purpose, of, "commit", claim),
                () -> finish(purpose, of, "release", claim));
    }

    private boolean finish(Purpose purpose, Tokens.OfOneTime of, String what, String claim) {
        boolean done = ask(Operation.TOKEN_ONE_TIME_USE, purpose, of, Duration.ZERO, what, bytes(claim))
                .answer()
                .is("1");
        if (done && what.equals("commit")) {
            desk.tell(TokenOutcome.ONE_TIME_USED, of.tag(), purpose.name(), "");
        }
        return done;
    }

    /** What a token was issued with, or why it is not good. */
    private record Opened(
            Consumption.@Nullable Invalid reason, @Nullable Profile profile, byte[] payload) {
        static Opened refused(Consumption.Invalid reason) {
            return new Opened(reason, null, new byte[0]);
        }

        Subject subject() {
            return requireNonNull(profile).subject();
        }
    }

    private Consumption.Invalid refused(Purpose purpose, Tokens.@Nullable OfOneTime of, Opened opened) {
        Consumption.Invalid reason = requireNonNull(opened.reason);
        if (of == null) {
            desk.count(TokenOutcome.ONE_TIME_REFUSED, 1);
        } else {
            desk.tell(TokenOutcome.ONE_TIME_REFUSED, of.tag(), purpose.name(), reason.name());
        }
        return reason;
    }

    private Opened use(Purpose purpose, Tokens.OfOneTime of, String what, byte[]... args) {
        Desk.Told told = ask(Operation.TOKEN_ONE_TIME_USE, purpose, of, Duration.ZERO, what, args);
        Answer answer = told.answer();
        if (!answer.is("good")) {
            return Opened.refused(Consumption.Invalid.valueOf(answer.outcome().toUpperCase(Locale.ROOT)));
        }
        if (answer.number(1) <= told.outside()) {
            return Opened.refused(Consumption.Invalid.REVOKED);
        }
        ByteBuffer plain = ByteBuffer.wrap(Sealer.open(desk.tokens.key(of, purpose), answer.sealed()));
        byte[] profile = new byte[plain.getShort()];
        plain.get(profile);
        byte[] payload = new byte[plain.remaining()];
        plain.get(payload);
        return new Opened(null, Profile.decode(profile), payload);
    }

    private Desk.Told ask(
            Operation operation, Purpose purpose, Tokens.OfOneTime token, Duration life, String what, byte[]... rest) {
        List<byte[]> args = new ArrayList<>(List.of(bytes(what), bytes(token.digest())));
        args.addAll(List.of(rest));
        String of = "o:" + purpose.name();
        return desk.ask(
                operation,
                token.tag(),
                null,
                new Desk.Want(
                        ONE_TIME,
                        Replay.GUARDED,
                        List.of(desk.names.of(token.tag(), of + ":" + token.digest()), desk.names.of(token.tag(), of)),
                        life,
                        args.toArray(byte[][]::new)));
    }
}
