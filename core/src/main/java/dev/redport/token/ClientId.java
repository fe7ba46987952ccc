package dev.redport.token;

/**
 * An application that tokens are issued to, as in OAuth 2.
 *
 * @param value its id, any characters; 1 to 256 bytes of UTF-8
 * @since 0.1.0
 */
public record ClientId(String value) {
    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if it is empty, too long, or not well-formed Unicode
     */
    public ClientId {
        Subject.check("client", value, 1);
    }

    /**
     * A client.
     *
     * @param value its id
     * @return the client
     * @throws IllegalArgumentException if it is empty, too long, or not well-formed Unicode
     */
    public static ClientId of(String value) {
        return new ClientId(value);
    }
}
