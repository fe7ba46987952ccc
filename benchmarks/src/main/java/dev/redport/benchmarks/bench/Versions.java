package dev.redport.benchmarks.bench;

import java.security.CodeSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of libraries, as the names of their jars give them. */
final class Versions {
    private static final Pattern JAR = Pattern.compile("-([0-9][^/]*)\\.jar$");

    private Versions() {}

    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        Matcher version = JAR.matcher(source == null ? "" : source.getLocation().getPath());
        return version.find() ? version.group(1) : "(version unknown)";
    }
}
