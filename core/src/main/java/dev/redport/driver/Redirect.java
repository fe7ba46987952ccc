package dev.redport.driver;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import org.jspecify.annotations.Nullable;

/** Where a cluster node says a key is. Redis Cluster Specification, "MOVED Redirection" and "ASK redirection". */
record Redirect(boolean ask, int slot, String host, int port) {

    /** Reads {@code MOVED slot host:port}; the host is empty if it is the one that was asked. */
    static @Nullable Redirect parse(String message) {
        String[] words = message.trim().split(" ", -1);
        int colon = words.length == 3 ? words[2].lastIndexOf(':') : -1;
        if (colon < 0) {
            return null;
        }
        try {
            int slot = Integer.parseInt(words[1]);
            int port = Integer.parseInt(words[2].substring(colon + 1));
            boolean possible = slot >= 0 && slot < Slots.COUNT && port > 0 && port <= 65_535;
            return possible ? new Redirect(words[0].equals("ASK"), slot, words[2].substring(0, colon), port) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The redirect that a failure is, if it is one. */
    static @Nullable Redirect of(@Nullable RedisException failure) {
        return failure instanceof RedisRejectedException rejected ? rejected.redirect() : null;
    }

    /** The address, for a reply that came from there; null if it is none. */
    @Nullable
    Endpoint target(Endpoint asked) {
        try {
            return new Endpoint(host.isEmpty() ? asked.host() : host, port);
        } catch (ConfigException e) {
            return null;
        }
    }
}
