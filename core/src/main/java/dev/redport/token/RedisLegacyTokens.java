package dev.redport.token;

import static dev.redport.token.Desk.bytes;

import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.Replay;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The legacy facade, over {@code legacy.lua}. */
final class RedisLegacyTokens implements LegacyTokens {
    private static final Script LEGACY =
            Script.beside(RedisLegacyTokens.class, "legacy.lua", Replay.GUARDED, "marks.lua");

    private final Desk desk;
    private final Revocations revocations;

    RedisLegacyTokens(Desk desk, Revocations revocations) {
        this.desk = desk;
        this.revocations = revocations;
    }

    @Override
    public Denial blacklist(String tokenId, Duration ttl) {
        Subject.check("token id", tokenId, 1);
        if (ttl.isNegative() || ttl.isZero()) {
            return Denial.EXPIRED;
        }
        Duration longest = desk.spec.accessTokens();
        if (ttl.compareTo(longest) > 0) {
            throw new IllegalArgumentException(
                    "ttl: " + ttl + " (expected: at most the longest access token, " + longest + ")");
        }
        return revocations.deny(tokenId, desk.spec.clock().instant().plus(ttl));
    }

    @Override
    public boolean isBlacklisted(String tokenId) {
        Subject.check("token id", tokenId, 1);
        byte[] key = desk.names.denial(desk.names.digest("token id", tokenId));
        return !desk.context
                .driver()
                .execute(Command.of(Verb.GET, key), desk.context.call(Operation.TOKEN_CHECK))
                .isNil();
    }

    @Override
    public void storeRefreshToken(Subject subject, String tokenHash, Duration ttl) {
        checkTtl(ttl);
        ask(subject, Replay.GUARDED, "store", member(tokenHash), bytes(Desk.millis(ttl)));
    }

    @Override
    public boolean isValidRefreshToken(Subject subject, String tokenHash) {
        return ask(subject, Replay.READ, "check", member(tokenHash));
    }

    @Override
    public boolean rotateRefreshToken(Subject subject, String oldHash, String newHash, Duration ttl) {
        checkTtl(ttl);
        return ask(subject, Replay.GUARDED, "rotate", member(oldHash), member(newHash), bytes(Desk.millis(ttl)));
    }

    @Override
    public boolean revokeRefreshToken(Subject subject, String tokenHash) {
        return ask(subject, Replay.GUARDED, "revoke", member(tokenHash));
    }

    private void checkTtl(Duration ttl) {
        Lifetime.check("ttl", ttl, desk.spec.refreshTokens().longest());
    }

    private byte[] member(String tokenHash) {
        Subject.check("token hash", tokenHash, 1);
        return bytes(desk.names.digest("token hash", tokenHash));
    }

    private boolean ask(Subject subject, Replay replay, String what, byte[]... rest) {
        String tag = desk.names.tag(subject);
        List<byte[]> args = new ArrayList<>(List.of(bytes(what)));
        args.addAll(List.of(rest));
        Desk.Want want = new Desk.Want(
                LEGACY, replay, List.of(desk.names.of(tag, "l")), Duration.ZERO, args.toArray(byte[][]::new));
        return desk.ask(Operation.TOKEN_LEGACY, tag, null, want).answer().is("1");
    }
}
