package dev.redport.examples.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The command line.
 *
 * @param driver the driver to use
 * @param redis the URL of the Redis to use; empty for one of our own
 * @param port where to serve; -1 for 8080 or, if that is taken, a free one; 0 for a free one
 * @param selfCheck whether to walk the tour and end
 * @param help whether to print {@link #HELP} and end
 */
record Options(String driver, String redis, int port, boolean selfCheck, boolean help) {
    static final int USUAL_PORT = 8080;

    /** The variable with the key ring of the token store. */
    static final String KEYS = "TOKEN_KEYS";

    static final String HELP = """
            Usage: ./redport demo [options]

            Serves cities out of a small SQL database through the Redport cache, and logins with JWTs over
            its token store, on 127.0.0.1, with an embedded Redis of its own, and prints what to try.
            Ctrl-C ends all of it.

              --driver lettuce|jedis|redisson  the Redis client to run on (default: REDIS_DRIVER, or lettuce)
              --redis URL                      use this Redis instead of an embedded one: redis://, rediss://,
                                               redis-sentinel://, redis-cluster:// (rediss-... with TLS);
                                               keys start with redport-demo: and expire within 5 minutes, and
                                               other REDIS_* variables (TLS, password, pool, ...) are honoured
              --port N                         port to serve on, 0 for any free one (default: 8080 or, if it is
                                               taken, any free one)
              --self-check                     walk the tour, print each answer, and end: status 0 if all were right
              --help                           this text

            TOKEN_KEYS=index=BASE64,k1=BASE64 is the key ring of the token store with --redis; each key is made
            by openssl rand -base64 32. Without it, tokens are good for one run.
            LOG_LEVEL=trace|debug|info|warn|error sets what is logged (default: info).
            """;

    private static final String URL_FORMS =
            "redis://..., rediss://..., or one of them with -sentinel or -cluster before the colon";
    private static final List<String> DRIVERS = List.of("lettuce", "jedis", "redisson");

    Options {
        require(DRIVERS.contains(driver), "--driver", driver, "one of lettuce, jedis, redisson");
        // the URL itself may hold a password
        require(redis.isEmpty() || redis.matches("rediss?(-sentinel|-cluster)?://.+"), "--redis", "***", URL_FORMS);
        require(port >= -1 && port <= 65_535, "--port", Integer.toString(port), "0 to 65535");
    }

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static Options parse(List<String> arguments, String usualDriver) {
        String driver = usualDriver;
        String redis = "";
        int port = -1;
        boolean selfCheck = false;
        boolean help = false;
        Deque<String> left = new ArrayDeque<>(arguments);
        while (!left.isEmpty()) {
            String argument = left.pop();
            int equals = argument.indexOf('=');
            if (argument.startsWith("--") && equals > 0) {
                left.push(argument.substring(equals + 1));
                argument = argument.substring(0, equals);
            }
            switch (argument) {
                case "--driver" -> driver = value(argument, left);
                case "--redis" -> redis = value(argument, left);
                case "--port" -> port = number(argument, value(argument, left));
                case "--self-check" -> selfCheck = flag(argument, equals);
                case "--help", "-h" -> help = flag(argument, equals);
                default ->
                    throw new IllegalArgumentException(
                            argument + ": not an option (expected: --driver, --redis, --port, --self-check or --help)");
            }
        }
        return new Options(driver, redis, port, selfCheck, help);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty() || left.peek().isEmpty()) {
            throw new IllegalArgumentException(option + ": nothing (expected: a value after it)");
        }
        return left.pop();
    }

    private static boolean flag(String option, int equals) {
        if (equals > 0) {
            throw new IllegalArgumentException(option + ": a value (expected: none)");
        }
        return true;
    }

    private static int number(String option, String text) {
        require(text.matches("[0-9]{1,5}"), option, text, "0 to 65535");
        return Integer.parseInt(text);
    }

    private static void require(boolean right, String option, String given, String expected) {
        if (!right) {
            throw new IllegalArgumentException(option + ": " + given + " (expected: " + expected + ")");
        }
    }
}
