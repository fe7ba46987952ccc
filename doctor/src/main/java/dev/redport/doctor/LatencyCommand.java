package dev.redport.doctor;

import dev.redport.Redport;
import dev.redport.config.ConfigException;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverStack;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how long calls take. */
@Command(
        name = "latency",
        usageHelpWidth = 100,
        sortOptions = false,
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        description = {
            "Measures how long connecting and calls take, from this machine.",
            "With the configuration of this environment it sends PING and GET of keys that do not exist, one at a time, then 100"
                    + " GETs together. It only reads.",
            "Run it where the service runs, and at a busy time as well. The exit status is 2 if calls are too slow or fail, 3 if"
                    + " Redis cannot be reached."
        },
        footer = {
            "",
            "Examples:",
            "  REDIS_HOST=redis.internal ./redport doctor latency",
            "  ./redport doctor latency --url redis://localhost:6379 --seconds 10 --size 1000"
        })
final class LatencyCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long to measure, 1..60; default ${DEFAULT-VALUE}.",
            defaultValue = "5")
    private int seconds = 5;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Instead of REDIS_URL. Leave a password out, others can read it: use REDIS_PASSWORD_FILE.")
    private @Nullable String url;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "What each PING carries in both directions, 0..1048576; default ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private int size;

    @Mixin
    private FormatOption format = new FormatOption();

    @Mixin
    HelpOption help = new HelpOption();

    LatencyCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        require(seconds >= 1 && seconds <= 60, "--seconds: " + seconds + " (expected: 1..60)");
        require(size >= 0 && size <= 1 << 20, "--size: " + size + " (expected: 0..1048576)");
        RedisConfig config = config();
        DriverFactory factory = factory(config.driver());
        try (Redport redport = Redport.connect(config, RedisListener.NONE, factory)) {
            LatencyReport report = LatencyRun.measure(redport, Duration.ofSeconds(seconds), size, this::tell);
            spec.commandLine().getOut().println(format.isJson() ? Json.of(report.json()) : report.text());
            return report.good() ? Main.OK : Main.WRONG;
        } catch (RedisException failed) {
            throw new CouldNotRunException(
                    failed.getMessage() + "\n./redport doctor env shows where this looked for it.");
        } catch (ConfigException wrong) {
            throw new CouldNotRunException(String.valueOf(wrong.getMessage()));
        }
    }

    private RedisConfig config() {
        try {
            RedisConfigBuilder builder =
                    RedisConfig.builder().environment(name -> Optional.ofNullable(environment.get(name)));
            return (url == null ? builder : builder.url(url)).build();
        } catch (ConfigException wrong) {
            throw new CouldNotRunException(String.valueOf(wrong.getMessage()));
        }
    }

    /** The one that is configured, or the one that comes with this program. */
    private DriverFactory factory(String name) {
        try {
            return DriverStack.find(name);
        } catch (IllegalStateException notHere) {
            DriverFactory own = DriverStack.find("");
            tell("The driver " + name + " is not part of this program; measuring with " + own.name() + ".");
            return own;
        }
    }

    private void tell(String message) {
        spec.commandLine().getErr().println(message);
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
