package dev.redport.doctor;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with units, as one gives them on a command line. */
final class Quantity {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)\\s*([a-z/\u00b5]+)");

    private Quantity() {}

    private static double parse(String text, Map<String, Double> units, String expected) {
        Matcher form = FORM.matcher(text.strip());
        Double unit = form.matches() ? units.get(form.group(2)) : null;
        double value = unit == null ? 0 : Double.parseDouble(form.group(1)) * unit;
        if (value <= 0) {
            throw new TypeConversionException(text + " (expected: " + expected + ")");
        }
        return value;
    }

    /** Calls per second, such as {@code 2000/s} or {@code 120000/min}. */
    static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return parse(
                    text,
                    Map.of("/s", 1.0, "/m", 1 / 60.0, "/min", 1 / 60.0, "/h", 1 / 3600.0),
                    "calls per time, more than 0, such as 2000/s or 120000/min");
        }
    }

    /** Seconds, such as {@code 2ms} or {@code 250us}. */
    static final class Time implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            return parse(
                    text,
                    Map.of("us", 1e-6, "\u00b5s", 1e-6, "ms", 1e-3, "s", 1.0),
                    "a time with its unit, more than 0, such as 2ms, 250us or 1.5s");
        }
    }
}
