package dev.redport.token;

import java.util.Locale;

/** The members of the indexes of sessions and families: the stamp in 13 digits, as {@code marks.lua} reads it, and a random part. */
final class Member {
    private static final int STAMP = 13;

    private Member() {}

    static String of(long stamp, String random) {
        return String.format(Locale.ROOT, "%013d", stamp) + random;
    }

    static long stamp(String member) {
        return Long.parseLong(member.substring(0, STAMP));
    }

    /** Names the payload. */
    static String random(String member) {
        return member.substring(STAMP);
    }
}
