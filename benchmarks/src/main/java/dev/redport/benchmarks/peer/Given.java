package dev.redport.benchmarks.peer;

import dev.redport.benchmarks.bench.Site;

/** What entrants need to know of a site or of their argument. */
final class Given {
    private Given() {}

    /** The number in an argument such as {@code 16} or {@code jedis 16}. */
    static int number(String argument, int otherwise) {
        String digits = argument.replaceAll("\\D", "");
        return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
    }

    /** The client named first in an argument. */
    static String driver(String argument) {
        return argument.split(" ", 2)[0];
    }

    static IllegalArgumentException unknownDriver(String driver, String expected) {
        return new IllegalArgumentException("driver: " + driver + " (expected: " + expected + ")");
    }

    /** Makes sure that it is one server without TLS. */
    static void onlyPlain(Site site, String who) {
        if (site.cluster() || site.tls()) {
            throw new IllegalArgumentException(who + ": " + site + " (expected: one server without TLS)");
        }
    }
}
