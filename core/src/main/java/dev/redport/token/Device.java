package dev.redport.token;

import static java.util.Objects.requireNonNull;

/**
 * What a device list shows about where a session began. Encrypted in Redis; {@link #toString} hides it. What is longer
 * is cut off; what is shown must be escaped, as all that comes from clients.
 *
 * @param name for people, such as "Anna's phone"; 64 characters
 * @param address IP address; 64 characters
 * @param userAgent of the browser or app; 512 characters
 * @since 0.1.0
 */
public record Device(String name, String address, String userAgent) {
    /** Nothing is known. */
    public static final Device UNKNOWN = new Device("", "", "");

    /** Cuts off what is too long, because it comes from clients. */
    public Device {
        name = cut("name", name, 64);
        address = cut("address", address, 64);
        userAgent = cut("userAgent", userAgent, 512);
    }

    private static String cut(String what, String text, int most) {
        return requireNonNull(text, what).length() > most ? text.substring(0, most) : text;
    }

    @Override
    public String toString() {
        return "Device[***]";
    }
}
