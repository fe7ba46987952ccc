package dev.redport.doctor;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/**
 * The program behind {@code ./redport doctor}; without a subcommand it examines a deployment.
 *
 * @since 0.1.0
 */
public final class Main {
    /** All is well. */
    static final int OK = 0;

    /** Something is wrong with what was looked at. */
    static final int WRONG = 2;

    /** Nothing could be looked at: the command line is wrong, or Redis cannot be reached. */
    static final int COULD_NOT_RUN = 3;

    private static final String LOG = "org.slf4j.simpleLogger.defaultLogLevel";

    private Main() {}

    /**
     * Runs a subcommand and ends with its status.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        if (System.getProperty(LOG) == null) { // the report says it better
            System.setProperty(LOG, "off");
        }
        System.exit(run(System.getenv(), out, err, arguments));
    }

    /** All of the program but the end of the process, for tests. */
    static int run(Map<String, String> environment, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new CheckCommand(environment, out, err));
        line.addSubcommand(new AclCommand(environment));
        line.addSubcommand(new EnvCommand(environment));
        line.addSubcommand(new LatencyCommand(environment));
        line.addSubcommand(new PoolCommand(environment));
        return BriefErrors.on(line).setOut(out).setErr(err).execute(arguments);
    }

    /** What is complained of may hold a URL with a password. */
    static String withoutPasswords(String message) {
        return message.replaceAll("://[^\\s/@]*@", "://***@");
    }
}
