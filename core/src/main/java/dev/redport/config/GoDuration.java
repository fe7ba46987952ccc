package dev.redport.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in the notation of Go's {@code time.ParseDuration}: numbers with units, such as {@code 1m30s}
 * or {@code 1.5s}. ISO-8601 is read as well. The range is Go's, 0 to about 292 years in nanoseconds.
 */
final class GoDuration {
    private static final int LONGEST_TEXT = 64;
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);
    private static final Pattern TERM =
            Pattern.compile("(?=\\.?[0-9])([0-9]*)(\\.[0-9]*)?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)");
    private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?[0-9]*\\.?[0-9]+");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "\u03bcs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** The duration, or empty if the text is none, negative or too long to count in nanoseconds. */
    static Optional<Duration> parse(String text) {
        if (text.length() > LONGEST_TEXT) {
            return Optional.empty();
        }
        if (text.startsWith("P")) {
            return parseIso(text);
        }
        String unsigned = text.startsWith("+") ? text.substring(1) : text;
        return unsigned.equals("0") ? Optional.of(Duration.ZERO) : parseTerms(unsigned);
    }

    /** Whether the text is a number that only lacks its unit. */
    static boolean lacksUnit(String text) {
        return BARE_NUMBER.matcher(text).matches();
    }

    private static Optional<Duration> parseIso(String text) {
        try {
            Duration duration = Duration.parse(text);
            return duration.isNegative() || !fits(duration) ? Optional.empty() : Optional.of(duration);
        } catch (DateTimeException notIso) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> parseTerms(String text) {
        Matcher term = TERM.matcher(text);
        BigInteger nanos = BigInteger.ZERO;
        int end = 0;
        while (end < text.length()) {
            if (!term.region(end, text.length()).lookingAt()) {
                return Optional.empty();
            }
            nanos = nanos.add(nanos(term));
            end = term.end();
        }
        return end == 0 || nanos.bitLength() > 63
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanos.longValueExact()));
    }

    /** One number with its unit; what is less than a nanosecond is cut off, as in Go. */
    private static BigInteger nanos(Matcher term) {
        String fraction = term.group(2) == null ? "" : term.group(2);
        BigDecimal number = new BigDecimal("0" + term.group(1) + fraction + "0".repeat(fraction.isEmpty() ? 0 : 1));
        return number.multiply(BigDecimal.valueOf(NANOS.getOrDefault(term.group(3), 0L)))
                .toBigInteger();
    }

    /** The duration as Go prints it, so that {@link #parse} reads it back. */
    static String print(Duration duration) {
        if (!fits(duration)) {
            return duration.toString();
        }
        long nanos = duration.toNanos();
        if (nanos < 0) {
            return "-" + print(duration.negated());
        }
        if (nanos >= 1_000_000_000L) {
            return printSeconds(nanos);
        }
        if (nanos >= 1_000_000L) {
            return decimal(nanos, 6) + "ms";
        }
        if (nanos >= 1_000L) {
            return decimal(nanos, 3) + "\u00b5s";
        }
        return nanos == 0 ? "0s" : nanos + "ns";
    }

    private static String printSeconds(long nanos) {
        long minute = 60_000_000_000L;
        long minutes = nanos / minute;
        String seconds = decimal(nanos % minute, 9) + "s";
        if (minutes == 0) {
            return seconds;
        }
        return (minutes < 60 ? "" : minutes / 60 + "h") + minutes % 60 + "m" + seconds;
    }

    private static String decimal(long nanos, int places) {
        BigDecimal number = BigDecimal.valueOf(nanos, places);
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static boolean fits(Duration duration) {
        return duration.compareTo(LONGEST) <= 0 && duration.compareTo(LONGEST.negated()) >= 0;
    }
}
