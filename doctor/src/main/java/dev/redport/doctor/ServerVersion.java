package dev.redport.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of a server, as far as its ACL depends on it. */
record ServerVersion(int major, int minor) implements Comparable<ServerVersion> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4})(\\.[0-9]{1,4})?");

    /** The first with users. */
    private static final ServerVersion OLDEST = new ServerVersion(6, 0);

    static final ServerVersion V6_2 = new ServerVersion(6, 2);

    /**
     * Reads a version.
     *
     * @throws IllegalArgumentException if it is none, or older than ACLs
     */
    static ServerVersion of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(text + " (expected: a version such as 6.2, 7.0.15 or 8.0)");
        }
        ServerVersion version = new ServerVersion(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
        if (version.compareTo(OLDEST) < 0) {
            throw new IllegalArgumentException(
                    text + " (expected: 6.0 or newer; older servers know one password and no users)");
        }
        return version;
    }

    /** Whether there are channels, which a user may be kept from, and users of Sentinels. */
    boolean knowsChannels() {
        return compareTo(V6_2) >= 0;
    }

    @Override
    public int compareTo(ServerVersion other) {
        return major == other.major ? Integer.compare(minor, other.minor) : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
