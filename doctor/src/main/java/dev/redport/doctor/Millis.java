package dev.redport.doctor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Nanoseconds shown as milliseconds. */
final class Millis {
    private Millis() {}

    static String text(Number nanos) {
        double millis = nanos.doubleValue() / 1e6;
        return String.format(Locale.ROOT, millis < 1000 ? "%.3f" : "%.0f", millis);
    }

    /** In the unit that suits it, for a sentence. */
    static String readable(Number time) {
        double nanos = time.doubleValue();
        String unit = nanos < 1e6 ? "us" : nanos < 1e9 ? "ms" : "s";
        double value = nanos / (nanos < 1e6 ? 1e3 : nanos < 1e9 ? 1e6 : 1e9);
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value).replaceFirst("\\.0$", "") + " " + unit;
    }

    static BigDecimal number(Number nanos) {
        return BigDecimal.valueOf(nanos.doubleValue()).movePointLeft(6).setScale(4, RoundingMode.HALF_UP);
    }
}
