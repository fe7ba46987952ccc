package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what Redis must not read: AES-256 in Galois/Counter Mode (NIST SP 800-38D) with a fresh nonce, and a key of its own
 * for each place, so that nothing can be moved to another one. Sealed: length and name of the key, 12 bytes of nonce, ciphertext
 * and tag.
 */
final class Sealer {
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final KeyRing keys;

    Sealer(KeyRing keys) {
        this.keys = keys;
    }

    byte[] seal(byte[] plain, String... place) {
        byte[] name = keys.current().getBytes(US_ASCII);
        byte[] sealed = seal(keys.inUse("seal", place), plain);
        return ByteBuffer.allocate(1 + name.length + sealed.length)
                .put((byte) name.length)
                .put(name)
                .put(sealed)
                .array();
    }

    byte[] open(byte[] sealed, String... place) {
        int length = sealed.length == 0 ? 0 : sealed[0];
        if (length < 1 || sealed.length < 1 + length) {
            throw corrupt();
        }
        byte[] key = keys.keyed(new String(sealed, 1, length, US_ASCII), "seal", place);
        if (key == null) {
            throw new CodecException(
                    ErrorKind.CODEC, "A record was sealed with a key that is not on the key ring any more");
        }
        return open(key, Arrays.copyOfRange(sealed, 1 + length, sealed.length));
    }

    static byte[] seal(byte[] key, byte[] plain) {
        byte[] nonce = Mint.bytes(NONCE);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain);
            return ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES/GCM failed to encrypt", e);
        }
    }

    static byte[] open(byte[] key, byte[] sealed) {
        if (sealed.length < NONCE + TAG_BITS / 8) { // which some JVMs answer with another exception
            throw corrupt();
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE))
                    .doFinal(sealed, NONCE, sealed.length - NONCE);
        } catch (GeneralSecurityException e) {
            throw corrupt();
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static CodecException corrupt() {
        return new CodecException(ErrorKind.CODEC, "A record was sealed with another key, or changed since");
    }
}
