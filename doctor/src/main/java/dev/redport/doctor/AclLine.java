package dev.redport.doctor;

import java.util.ArrayList;
import java.util.List;

/**
 * The line that makes a Redis user.
 *
 * @param server the version of the server that has to understand it
 * @param user the name
 * @param password as a rule, {@code >...} or {@code #...}: a placeholder, never a real one
 * @param rules what the user may do, as {@link dev.redport.driver.AccessRights} has it
 */
record AclLine(ServerVersion server, String user, String password, List<String> rules) {
    AclLine {
        rules = List.copyOf(rules);
    }

    /** For redis-cli. The user is made anew: what an older line allowed is gone. */
    String command() {
        return "ACL SETUSER " + user + " reset " + String.join(" ", definition());
    }

    /** For an ACL file, redis.conf or sentinel.conf. */
    String file() {
        return "user " + user + " " + String.join(" ", definition());
    }

    private List<String> definition() {
        List<String> all = new ArrayList<>(List.of("on", password));
        if (server.knowsChannels()) {
            all.add("resetchannels"); // 6.2 allows every channel unless told otherwise
        }
        all.addAll(rules);
        return all;
    }
}
