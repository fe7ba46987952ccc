package dev.redport.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server listens. Immutable; equal if host and port are, whatever they resolve to.
 *
 * @param host a host name or IP address, as for {@code REDIS_HOST}; IPv6 without brackets
 * @param port TCP port, 1..65535
 * @since 0.1.0
 */
public record Endpoint(String host, int port) {
    private static final int REDIS = 6379;
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([^\\[\\]]*:[^\\[\\]]*)]|([^:\\[\\]]+))(?::([0-9]{1,5}))?");

    /**
     * Checks both.
     *
     * @param host as above
     * @param port as above
     * @throws ConfigException with every problem
     */
    public Endpoint {
        Problems.throwAnyOf(problems -> Rules.endpoint(problems, host, port));
    }

    /**
     * The endpoint in a text, with port 6379 if it names none.
     *
     * @param text {@code host}, {@code host:port}, {@code [::1]} or {@code [::1]:port}
     * @return the endpoint
     * @throws ConfigException if the text is something else
     */
    public static Endpoint parse(String text) {
        return parse(text, REDIS);
    }

    /**
     * The endpoint in a text.
     *
     * @param text {@code host}, {@code host:port}, {@code [::1]} or {@code [::1]:port}
     * @param defaultPort the port if the text names none, 1..65535
     * @return the endpoint
     * @throws ConfigException if the text is something else
     */
    public static Endpoint parse(String text, int defaultPort) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            Problems.throwAnyOf(
                    problems -> problems.add("endpoint", text, "host or host:port, IPv6 in brackets", "[::1]:6379"));
        }
        String host = form.group(1) == null ? form.group(2) : form.group(1);
        return new Endpoint(host, form.group(3) == null ? defaultPort : Integer.parseInt(form.group(3)));
    }

    /** As it is written in lists: {@code host:port}, with brackets around an IPv6 address. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
