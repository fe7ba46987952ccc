package dev.redport.testkit.contract;

import dev.redport.token.ClientId;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a token store must do, as plain as can be: one subject's marks, families of refresh tokens and one-time tokens in the
 * memory of a test. Times are milliseconds; {@code now} may go back.
 */
final class TokenModel {
    static final long GRACE = 30_000;
    static final int GRACE_USES = 3;
    static final long IDLE = 2_400_000;
    static final long LONGEST = 4 * IDLE;

    long hi;
    long cut;
    final Map<ClientId, Long> cuts = new HashMap<>();
    final List<Family> families = new ArrayList<>();
    final List<OneTime> oneTimes = new ArrayList<>();
    final List<Access> accesses = new ArrayList<>();

    @Nullable
    OneTime latest;

    record Access(String id, Subject subject, ClientId client, long stamp) {}

    long stamp(long now, ClientId client) {
        hi = Math.max(Math.max(now, hi), cutOf(client) + 1);
        return hi;
    }

    long cutOf(ClientId client) {
        return Math.max(cut, cuts.getOrDefault(client, 0L));
    }

    void revokeEverything(long now) {
        hi = Math.max(Math.max(now, hi), cut + 1);
        cut = hi;
        families.forEach(family -> family.listed = false);
    }

    void revokeRefreshTokens() {
        families.forEach(family -> family.listed = false);
    }

    void revokeClient(long now, ClientId client) {
        hi = Math.max(Math.max(now, hi), cutOf(client) + 1);
        cuts.put(client, hi);
    }

    boolean active(Access access) {
        return access.stamp > cutOf(access.client);
    }

    Family issue(long now, ClientId client, Token first) {
        families.stream().filter(family -> family.expiry <= now).forEach(family -> family.listed = false);
        Family family = new Family(client, stamp(now, client), now, first);
        families.add(family);
        return family;
    }

    /** One family: its tokens are numbered from 1, and the last one is the one in use. */
    final class Family {
        final ClientId client;
        final long stamp;
        final List<Token> tokens = new ArrayList<>();
        final long absolute;
        long expiry;
        long rotatedAt;
        int uses;
        boolean listed = true;
        boolean ended;

        Family(ClientId client, long stamp, long now, Token first) {
            this.client = client;
            this.stamp = stamp;
            this.absolute = now + LONGEST;
            this.expiry = Math.min(now + IDLE, absolute);
            tokens.add(first);
        }

        /** What must come of using that generation; several answers only for a family that is gone in two ways. */
        Set<String> expected(long now, int generation, ClientId by) {
            if (ended || stamp <= cutOf(client)) {
                return Set.of("REVOKED");
            }
            if (!listed) {
                return Set.of("REVOKED", "EXPIRED");
            }
            if (expiry <= now) {
                return Set.of("EXPIRED");
            }
            if (!by.equals(client)) {
                return Set.of("CLIENT_MISMATCH");
            }
            if (generation == tokens.size()) {
                return Set.of("rotated");
            }
            boolean inGrace = now - rotatedAt < GRACE && uses < GRACE_USES;
            return Set.of(generation == tokens.size() - 1 && inGrace ? "replayed" : "reused");
        }

        boolean alive(long now) {
            return !ended && listed && stamp > cutOf(client) && expiry > now;
        }

        void rotated(long now, @Nullable Token next) {
            if (next == null) {
                uses++;
            } else {
                tokens.add(next);
                rotatedAt = now;
                uses = 0;
            }
            stamp(now, client);
            expiry = Math.max(expiry, Math.min(now + IDLE, absolute));
        }
    }

    OneTime issue(long now, Token token, long ttl, boolean latestOnly) {
        OneTime oneTime = new OneTime(token, stamp(now, ClientId.of("none")), now + ttl, latestOnly);
        oneTimes.add(oneTime);
        if (latestOnly) {
            latest = oneTime;
        }
        return oneTime;
    }

    /** One one-time token. */
    final class OneTime {
        final Token token;
        final long stamp;
        final long expiry;
        final boolean latestOnly;
        boolean used;
        boolean gone;
        int claims;
        boolean claimed;
        long lease;

        OneTime(Token token, long stamp, long expiry, boolean latestOnly) {
            this.token = token;
            this.stamp = stamp;
            this.expiry = expiry;
            this.latestOnly = latestOnly;
        }

        /** What must come of consuming or claiming it. What was used is forgotten after a while of the server's own time. */
        Set<String> expected(long now) {
            if (used) {
                return Set.of("USED", "UNKNOWN");
            }
            if (gone || expiry <= now) {
                return Set.of("UNKNOWN");
            }
            if (stamp <= cut) {
                return Set.of("REVOKED");
            }
            if (latestOnly && latest != this) {
                return Set.of("SUPERSEDED");
            }
            return Set.of(claimed && lease > now ? "CLAIMED" : "good");
        }

        boolean held(int claim) {
            return claimed && !used && claim == claims;
        }
    }
}
