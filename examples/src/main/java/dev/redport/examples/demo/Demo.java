package dev.redport.examples.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * The program behind {@code ./redport demo}. It ends with status 0, with 1 if something failed, or with 2 if it was called
 * wrongly.
 *
 * @since 0.1.0
 */
public final class Demo {
    private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error", "off");
    private static final List<String> CLIENTS =
            List.of("io.lettuce", "io.netty", "reactor", "redis.clients", "org.redisson");
    private static final boolean TERMINAL = Boolean.getBoolean("redport.terminal");

    private final PrintStream out;
    private final PrintStream err;

    private Demo(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs the demo until it is interrupted.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(new Demo(out, System.err).run(List.of(arguments), System.getenv()));
    }

    private int run(List<String> arguments, Map<String, String> environment) {
        Options options;
        try {
            options = Options.parse(arguments, environment.getOrDefault("REDIS_DRIVER", "lettuce"));
            configureLogging(environment.getOrDefault("LOG_LEVEL", "info").toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println("./redport demo --help tells more.");
            return 2;
        }
        if (options.help()) {
            out.print(Options.HELP);
            return 0;
        }
        // answers go out in two writes, and a delayed acknowledgement between them would cost 40 ms
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            return serve(options, environment);
        } catch (IllegalArgumentException | IllegalStateException e) {
            err.println(e.getMessage());
            return 1;
        } catch (IOException | SQLException e) {
            err.println("The demo could not start: " + e);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int serve(Options options, Map<String, String> environment)
            throws IOException, SQLException, InterruptedException {
        out.println(
                options.redis().isEmpty()
                        ? "Starting an embedded Redis and connecting with " + options.driver() + "."
                        : "Connecting to your Redis with " + options.driver()
                                + "; keys start with redport-demo: and expire within 5 minutes.");
        try (DemoService service = DemoService.start(options, environment, this::loaded)) {
            Runtime.getRuntime().addShutdownHook(new Thread(service::close, "redport-demo-end"));
            out.println("Serving on " + service.address());
            out.println();
            if (options.selfCheck()) {
                return new SelfCheck(service.address(), out).passes() ? 0 : 1;
            }
            out.print(service.tour().text());
            out.println("\nCtrl-C ends everything.");
            out.flush();
            new CountDownLatch(1).await();
            return 0;
        }
    }

    /** Rewrites one line on a terminal; elsewhere prints the last one only. */
    private void loaded(int count, int total) {
        boolean last = count == total;
        if (TERMINAL || last) {
            String line = String.format(Locale.ROOT, "Loading cities %,d / %,d", count, total);
            out.print((TERMINAL ? "\r" : "") + line + (last ? System.lineSeparator() : ""));
            out.flush();
        }
    }

    /** To be called before the first logger is made. */
    private static void configureLogging(String level) {
        if (!LEVELS.contains(level)) {
            throw new IllegalArgumentException(
                    "LOG_LEVEL: " + level + " (expected: one of trace, debug, info, warn, error, off)");
        }
        String prefix = "org.slf4j.simpleLogger.";
        System.setProperty(prefix + "defaultLogLevel", level);
        System.setProperty(prefix + "showShortLogName", "true");
        if (level.equals("info") || level.equals("debug")) {
            CLIENTS.forEach(client -> System.setProperty(prefix + "log." + client, "warn"));
        }
    }
}
