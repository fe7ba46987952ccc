package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks another JVM for its version. */
final class JvmProbe {
    private static final Pattern VERSION = Pattern.compile("version \"([0-9]+)[^\"]*\"");
    private static final int VIRTUAL_SINCE = 21;

    private JvmProbe() {}

    /** Such as {@code 25.0.1}. */
    static String version(String java) {
        Matcher found = VERSION.matcher(output(java));
        return found.find() ? found.group().replaceAll("version|[\" ]", "") : "unknown";
    }

    static boolean hasVirtual(String java) {
        Matcher found = VERSION.matcher(output(java));
        return found.find() && Integer.parseInt(found.group(1)) >= VIRTUAL_SINCE;
    }

    private static String output(String java) {
        try {
            Process process = new ProcessBuilder(java, "-version")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new BenchException("--java: " + java + " cannot be started (expected: a java program, such as "
                    + "/usr/lib/jvm/java-25/bin/java)");
        }
    }
}
