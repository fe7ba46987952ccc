package dev.redport.doctor;

import dev.redport.config.ConfigException;
import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import dev.redport.config.Secret;
import dev.redport.driver.Need;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}, or {@code doctor check}: examines a deployment and ends with a status that tells what it found. */
@Command(
        name = "doctor",
        sortOptions = false,
        exitCodeOnInvalidInput = 3,
        exitCodeOnExecutionException = 3,
        description = {
            "Checks whether a deployment of Redis is fit for production. It only reads.",
            "The configuration is that of the services: REDIS_* variables. REDIS_ADMIN_USERNAME with REDIS_ADMIN_PASSWORD_FILE"
                    + " or REDIS_ADMIN_PASSWORD is a user for what the service's own may not see."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing failed",
            "1:nothing failed, but there are warnings, and --strict was given",
            "2:something failed, the connection included",
            "3:the examination could not run"
        })
final class CheckCommand implements Callable<Integer> {
    private static final String ADMIN = "REDIS_ADMIN_";

    enum Format {
        text,
        json,
        junit
    }

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this text.")
    @SuppressWarnings("UnusedVariable") // picocli shows the help by itself
    private boolean help;

    @Option(names = "--url", paramLabel = "URL", description = "The address, instead of REDIS_URL and the like.")
    private @Nullable String url;

    @Option(
            names = "--admin-url",
            paramLabel = "URL",
            description =
                    "User and password of the admin, as in redis://admin:password@any; other users of this machine can"
                            + " see it, so prefer the variables.")
    private @Nullable String adminUrl;

    @Option(
            names = "--ports",
            split = ",",
            paramLabel = "PORT",
            converter = PortName.class,
            description = "What the services use: cache, token-store, rate-limiter, health. Default: all.")
    private List<Need> ports = List.copyOf(DoctorOptions.PORTS);

    @Option(names = "--check", split = ",", paramLabel = "ID", description = "Only these checks.")
    private List<String> only = List.of();

    @Option(names = "--skip", split = ",", paramLabel = "ID", description = "All but these checks.")
    private List<String> skipped = List.of();

    @Option(names = "--list", description = "Lists the checks, and checks nothing.")
    private boolean list;

    @Option(names = "--strict", description = "Ends with 1 if there are warnings.")
    private boolean strict;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text, json or junit. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Option(names = "--output", paramLabel = "FILE", description = "Writes the report there.")
    private @Nullable Path output;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Longest time of the whole examination. Default: ${DEFAULT-VALUE}.")
    private int timeout = 60;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = Quantity.Rate.class,
            description = "Commands of one instance at its busiest, such as 2000/s, to judge its pool.")
    private @Nullable Double rate;

    @Option(names = "--instances", paramLabel = "N", description = "Processes that connect. Default: ${DEFAULT-VALUE}.")
    private int instances = 1;

    @Option(names = "--metrics-url", paramLabel = "URL", description = "Where a service shows its metrics.")
    private @Nullable URI metricsUrl;

    @Option(names = "--health-url", paramLabel = "URL", description = "Where a service shows its health.")
    private @Nullable URI healthUrl;

    @Option(names = "--rules", paramLabel = "FILE", description = "The alert rules of Prometheus.")
    private @Nullable Path rules;

    @Option(
            names = "--attest",
            paramLabel = "WHAT=DATE",
            description =
                    "What a person vouches for: load-test, backup or firewall, and the day, as in load-test=2026-01-31.")
    private Map<String, String> attestations = new LinkedHashMap<>();

    CheckCommand(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (list) {
            Doctor.checks().forEach((id, title) -> out.printf("%-24s %s%n", id, title));
            out.flush();
            return 0;
        }
        try {
            DoctorOptions options = options();
            tryOutput();
            Report report = Doctor.examine(variables(), options);
            write(report);
            return report.exitStatus(strict);
        } catch (IllegalArgumentException | IllegalStateException | IOException e) {
            // of the options, the class path or the output: their messages are made for people and hold no secret
            err.println(e instanceof IOException ? "--output: the file cannot be written" : e.getMessage());
            err.flush();
            return 3;
        }
    }

    /** Nobody is to wait for a report that cannot be written; what is in the file stays until there is another. */
    private void tryOutput() throws IOException {
        if (output != null) {
            Files.newOutputStream(output, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
        }
    }

    private void write(Report report) throws IOException {
        String text = switch (format) {
            case text -> report.toText();
            case json -> report.toJson();
            case junit -> report.toJUnit();
        };
        if (output == null) {
            out.print(text);
            out.flush();
        } else {
            Files.writeString(output, text);
        }
    }

    /** The service's variables; what is the doctor's alone is unknown to the configuration. */
    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(environment);
        variables.keySet().removeIf(name -> name.startsWith(ADMIN));
        if (url != null) {
            variables.put("REDIS_URL", url);
        }
        return variables;
    }

    private DoctorOptions options() {
        DoctorOptions options = DoctorOptions.defaults()
                .withPorts(ports)
                .withTimeout(Duration.ofSeconds(timeout))
                .withInstances(instances)
                .withOnly(only)
                .without(skipped)
                .withProgress(line -> {
                    err.println(line);
                    err.flush();
                });
        if (rate != null) {
            options = options.withRate(rate);
        }
        Credentials admin = admin();
        if (!admin.isEmpty()) {
            options = options.withAdmin(admin);
        }
        if (metricsUrl != null) {
            options = options.withMetrics(metricsUrl);
        }
        if (healthUrl != null) {
            options = options.withHealth(healthUrl);
        }
        if (rules != null) {
            options = options.withRules(rules);
        }
        for (Map.Entry<String, String> each : attestations.entrySet()) {
            options = options.withAttestation(each.getKey(), date(each.getValue()));
        }
        return options;
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("attest: " + text + " (expected: a day such as 2026-01-31)", e);
        }
    }

    private Credentials admin() {
        if (adminUrl != null) {
            try {
                return RedisConfig.of(adminUrl).credentials().get();
            } catch (ConfigException e) {
                throw new IllegalArgumentException("--admin-url: " + e.getMessage(), e);
            }
        }
        String user = environment.getOrDefault(ADMIN + "USERNAME", "");
        String file = environment.getOrDefault(ADMIN + "PASSWORD_FILE", "");
        if (file.isEmpty()) {
            return new Credentials(user, Secret.of(environment.getOrDefault(ADMIN + "PASSWORD", "")));
        }
        try {
            return new Credentials(
                    user, Secret.of(Files.readString(Path.of(file)).stripTrailing()));
        } catch (IOException e) {
            throw new IllegalArgumentException(ADMIN + "PASSWORD_FILE: cannot be read", e);
        }
    }
}
