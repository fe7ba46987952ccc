package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.Command;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cut-offs that are not one subject's: of everyone, of a tenant, of a client. They are in a slot of their own, and read in
 * the same trip as what they are for. They only grow, so one that was read before is a lower bound for ever.
 */
final class Outside {
    private static final int MOST = 10_000;

    private final Names names;
    private final long staleNanos;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

    private record Known(long cut, long readAt) {}

    Outside(Names names, long staleNanos, LongSupplier nanoTime) {
        this.names = names;
        this.staleNanos = staleNanos;
        this.nanoTime = nanoTime;
    }

    /** The keys that hold for a subject, and for a client if there is one. */
    List<byte[]> keys(String tag, @Nullable ClientId client) {
        List<byte[]> keys = new ArrayList<>(3);
        keys.add(names.everyone());
        if (Names.hasTenant(tag)) {
            keys.add(names.tenantOf(tag));
        }
        if (client != null) {
            keys.add(names.client(client));
        }
        return keys;
    }

    /** The highest that is known without asking. */
    long known(List<byte[]> keys) {
        long highest = 0;
        for (byte[] key : keys) {
            Known one = known.get(new String(key, US_ASCII));
            highest = one == null ? highest : Math.max(highest, one.cut);
        }
        return highest;
    }

    /** Whether what is known is new enough. */
    boolean fresh(List<byte[]> keys) {
        if (staleNanos == 0) {
            return false;
        }
        long now = nanoTime.getAsLong();
        for (byte[] key : keys) {
            Known one = known.get(new String(key, US_ASCII));
            if (one == null || now - one.readAt > staleNanos) {
                return false;
            }
        }
        return true;
    }

    static Command read(List<byte[]> keys) {
        return Command.of(Verb.MGET, keys.toArray(byte[][]::new));
    }

    /**
     * Notes what was read.
     *
     * @param askedAt before it was asked for
     * @return the highest
     */
    long learn(List<byte[]> keys, Reply reply, long askedAt) {
        List<Reply> cuts = reply.orThrow().list();
        for (int i = 0; i < keys.size(); i++) {
            Reply cut = cuts.get(i);
            note(keys.get(i), cut.isNil() ? 0 : Long.parseLong(cut.text()), askedAt);
        }
        return known(keys);
    }

    void note(byte[] key, long cut, long askedAt) {
        if (known.size() > MOST) {
            known.clear(); // what was forgotten is read again
        }
        known.merge(
                new String(key, US_ASCII),
                new Known(cut, askedAt),
                (a, b) -> new Known(Math.max(a.cut, b.cut), Math.max(a.readAt, b.readAt)));
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
