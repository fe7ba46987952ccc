package dev.redport.config;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the log says while something runs; the test logger writes to the standard error stream. */
public final class CapturedLog {
    private CapturedLog() {}

    /** The text logged meanwhile, by this thread or any other. */
    public static String of(Runnable step) {
        PrintStream usual = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
        try {
            step.run();
        } finally {
            System.setErr(usual);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
