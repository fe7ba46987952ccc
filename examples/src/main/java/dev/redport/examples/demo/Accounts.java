package dev.redport.examples.demo;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Who may log in: ada with the password lovelace, and grace with hopper. Their passwords are kept as salted PBKDF2 hashes. A service of yours also limits the tries, as {@link Limited} does.
 */
final class Accounts {
    private static final int ROUNDS = 20_000; // for the demo's sake; a service takes 600,000 (OWASP)
    private static final int BITS = 256;
    private static final int LONGEST = 128;
    private static final Map<String, String> SALT_AND_HASH = Map.of(
            "ada", "xkQISFdNQUULqgyQgoXXiQ==:PTPyGQNv98J7RsJZbk5JV2GBgyyzeD6JjtN0WXfWxG4=",
            "grace", "NxIr896kY60ZEu0FA/rjfA==:DGuSwqqRSOZHvs7W1IoHB9Qp+EF5JVXAo9XIB52Wfg8=");

    /** Takes as long to compare with as any other, so that the time does not tell who has an account. */
    private static final String NOBODY = "W3zFqpKoy8/rTpqUDXHaBw==:24af3O+l4RQeLhkeu887k/X8cU4iOcyRR6L0QxgIhzE=";

    private Accounts() {}

    /** Whether that is the user's password. */
    static boolean match(String user, String password) {
        String[] stored = SALT_AND_HASH.getOrDefault(user, NOBODY).split(":", 2);
        byte[] salt = Base64.getDecoder().decode(stored[0]);
        byte[] expected = Base64.getDecoder().decode(stored[1]);
        return password.length() <= LONGEST
                && MessageDigest.isEqual(hash(password, salt), expected)
                && SALT_AND_HASH.containsKey(user);
    }

    private static byte[] hash(String password, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ROUNDS, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
