package dev.redport.token;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Refused access tokens, until they expire. A refusal never turns into anything else, so it cannot be out of date. When it is
 * full it forgets what has expired, and takes nothing more if that was nothing.
 */
final class Remembered {
    private final int most;
    private final ConcurrentHashMap<TokenRef, Refused> tokens = new ConcurrentHashMap<>();
    private final AtomicBoolean cleaning = new AtomicBoolean();
    private volatile long nextCleaning;

    private record Refused(Verdict verdict, long expires) {}

    Remembered(int most) {
        this.most = most;
    }

    @Nullable
    Verdict find(TokenRef token) {
        if (most == 0) {
            return null;
        }
        Refused refused = tokens.get(token);
        return refused == null ? null : refused.verdict;
    }

    void add(TokenRef token, Verdict verdict, long now) {
        if (most > 0 && (tokens.size() < most || makeRoom(now))) {
            tokens.put(token, new Refused(verdict, token.expires().toEpochMilli()));
        }
    }

    private boolean makeRoom(long now) {
        if (now >= nextCleaning && cleaning.compareAndSet(false, true)) {
            try {
                tokens.values().removeIf(refused -> refused.expires < now);
                nextCleaning = now + 1_000;
            } finally {
                cleaning.set(false);
            }
        }
        return tokens.size() < most;
    }
}
