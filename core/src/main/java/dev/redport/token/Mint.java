package dev.redport.token;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes what nobody can guess. */
final class Mint {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Mint() {}

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** 256 bits: 43 characters. */
    static String secret() {
        return text(bytes(32));
    }

    /** 96 bits: 16 characters. Unique, for ids and nonces. */
    static String unique() {
        return text(bytes(12));
    }

    static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
