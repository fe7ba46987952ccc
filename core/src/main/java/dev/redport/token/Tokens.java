package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The texts of tokens. Each kind begins with its own letters, and all say whose slot they belong to. */
final class Tokens {
    private static final int LONGEST = 200;
    private static final String TAG = "([A-Za-z0-9_-]{22}|[A-Za-z0-9_-]{30})";
    private static final String MEMBER = "(\\d{13}[A-Za-z0-9_-]{16})";
    private static final String SECRET = "([A-Za-z0-9_-]{43})";
    private static final Pattern SESSION = Pattern.compile("rs1\\." + TAG + "\\." + MEMBER + "\\." + SECRET);
    private static final Pattern REFRESH = Pattern.compile(
            "(rr1\\." + TAG + "\\." + MEMBER + "\\.([1-9]\\d{0,14})\\.([A-Za-z0-9_-]{1,16}))\\." + SECRET);
    private static final Pattern ONE_TIME = Pattern.compile("ro1\\." + TAG + "\\." + SECRET);

    private final String store;
    private final KeyRing keys;

    Tokens(String store, KeyRing keys) {
        this.store = store;
        this.keys = keys;
    }

    /** A parsed session token; of a mere id, it has no digest. */
    record OfSession(String tag, String member, byte[] digest) {
        static OfSession named(SessionId id) {
            return new OfSession(id.tag(), id.member(), new byte[0]);
        }

        String random() {
            return Member.random(member);
        }

        SessionId id() {
            return new SessionId(tag + "." + member);
        }
    }

    /** A parsed refresh token that is authentic. */
    record OfRefresh(String tag, String member, String generation) {
        String random() {
            return Member.random(member);
        }

        String family() {
            return tag + "." + member;
        }
    }

    /** A parsed one-time token. */
    record OfOneTime(String tag, byte[] secret) {
        String digest() {
            return Mint.text(Arrays.copyOf(sha256(secret), 16));
        }
    }

    @Nullable
    OfSession session(Token token) {
        Matcher found = match(SESSION, token);
        return found == null ? null : ofSession(group(found, 1), group(found, 2), group(found, 3));
    }

    private OfSession ofSession(String tag, String member, String secret) {
        return new OfSession(tag, member, digest(tag, Member.random(member), secret));
    }

    Token session(String tag, String member, String secret) {
        return Token.of("rs1." + tag + "." + member + "." + secret);
    }

    /** What Redis knows of a session's secret. It takes the key ring, so whoever writes to Redis cannot put a secret of his own there. */
    byte[] digest(String tag, String random, String secret) {
        return keys.indexed("session", store, tag, random, secret);
    }

    @Nullable
    OfRefresh refresh(Token token) {
        Matcher found = match(REFRESH, token);
        if (found == null) {
            return null;
        }
        byte[] mac = keys.keyed(group(found, 5), "refresh", store, group(found, 1));
        boolean authentic = mac != null
                && MessageDigest.isEqual(
                        Mint.text(mac).getBytes(US_ASCII), group(found, 6).getBytes(US_ASCII));
        return authentic ? new OfRefresh(group(found, 2), group(found, 3), group(found, 4)) : null;
    }

    /** The token of a generation: always the same one. If its key has left the ring, the one with the key that is in use. */
    Token refresh(String tag, String member, String generation, String key) {
        String head = "rr1." + tag + "." + member + "." + generation + ".";
        byte[] mac = keys.keyed(key, "refresh", store, head + key);
        return mac == null
                ? refresh(tag, member, generation, keys.current())
                : Token.of(head + key + "." + Mint.text(mac));
    }

    @Nullable
    OfOneTime oneTime(Token token) {
        Matcher found = match(ONE_TIME, token);
        return found == null
                ? null
                : new OfOneTime(group(found, 1), group(found, 2).getBytes(US_ASCII));
    }

    /**
     * The key that seals what a one-time token is for. It takes the token, so that whoever has Redis and the key ring cannot open it,
     * and the key ring, so that whoever writes to Redis cannot make a token.
     */
    byte[] key(OfOneTime token, Purpose purpose) {
        return keys.indexed("one-time", store, token.tag, purpose.name(), new String(token.secret, US_ASCII));
    }

    Token oneTime(OfOneTime token) {
        return Token.of("ro1." + token.tag + "." + new String(token.secret, US_ASCII));
    }

    private static @Nullable Matcher match(Pattern pattern, Token token) {
        String text = token.reveal();
        if (text.length() > LONGEST) {
            return null;
        }
        Matcher matcher = pattern.matcher(text);
        return matcher.matches() ? matcher : null;
    }

    private static String group(Matcher found, int group) {
        return requireNonNull(found.group(group));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no SHA-256, which every Java platform must have", e);
        }
    }
}
