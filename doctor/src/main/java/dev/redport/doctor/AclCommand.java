package dev.redport.doctor;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Topology;
import dev.redport.driver.AccessRights;
import dev.redport.driver.Need;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Prints the line that makes a user who may do what Redport does and nothing else. */
@Command(
        name = "acl",
        usageHelpWidth = 100,
        sortOptions = false,
        exitCodeOnInvalidInput = Main.COULD_NOT_RUN,
        description = {
            "Prints the line that makes a Redis user with only the rights your service needs.",
            "Nothing is sent to a server. Where an option is left out, REDIS_NAMESPACE, REDIS_DB, REDIS_MODE and"
                    + " REDIS_USERNAME count. The line is the only output on stdout; hints go to stderr."
        },
        footer = {
            "",
            "Examples:",
            "  ./redport doctor acl --ports cache,health --namespace shop --user shop",
            "  ./redport doctor acl --format aclfile --hash >> users.acl"
        })
final class AclCommand implements Callable<Integer> {
    private static final List<String> USED =
            List.of("REDIS_URL", "REDIS_MODE", "REDIS_NAMESPACE", "REDIS_DB", "REDIS_USERNAME");

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--ports",
            split = ",",
            paramLabel = "PORT",
            converter = PortName.class,
            description = "What the service uses: ${DEFAULT-VALUE}, which is also the default.",
            defaultValue = "cache,token-store,rate-limiter,health")
    private List<Need> ports = List.of();

    @Option(
            names = "--server",
            paramLabel = "VERSION",
            converter = VersionName.class,
            description = "Version of the server, 6.0 or newer; the default fits ${DEFAULT-VALUE} and newer.",
            defaultValue = "6.2")
    private ServerVersion server = ServerVersion.V6_2;

    @Option(names = "--user", paramLabel = "NAME", description = "Name of the user; default app.")
    private @Nullable String user;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "First part of every key, as REDIS_NAMESPACE; default redport.")
    private @Nullable String namespace;

    @Option(names = "--database", paramLabel = "NUMBER", description = "Database number, as REDIS_DB; default 0.")
    private @Nullable Integer database;

    @Option(names = "--cluster", description = "For the nodes of a Cluster.")
    private boolean cluster;

    @Option(names = "--sentinel", description = "Print a second line, for the user at the Sentinels.")
    private boolean sentinel;

    enum Format {
        cli,
        aclfile
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "cli: a command for redis-cli, the default. aclfile: for an ACL file, redis.conf or sentinel.conf.",
            defaultValue = "cli")
    private Format format = Format.cli;

    @Option(names = "--hash", description = "Leave a place for the password's SHA-256 instead of the password.")
    private boolean hash;

    @Mixin
    HelpOption help = new HelpOption();

    AclCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        RedisConfig config = config();
        List<String> rules = AccessRights.ofData(config, ports.toArray(Need[]::new));
        PrintWriter out = spec.commandLine().getOut();
        out.println(text(new AclLine(server, name(config), password(), rules)));
        boolean sentinels = sentinel || config.topology() instanceof Topology.Sentinel;
        if (sentinels && server.knowsChannels()) {
            out.println(text(new AclLine(server, name(config), password(), AccessRights.ofSentinels())));
        }
        hints(config, sentinels).forEach(hint -> spec.commandLine().getErr().println(Wrapped.item(hint)));
        return Main.OK;
    }

    private String text(AclLine line) {
        return format == Format.aclfile ? line.file() : line.command();
    }

    private String password() {
        return hash ? "#SHA256" : ">PASSWORD";
    }

    private String name(RedisConfig config) {
        String given = user == null ? config.credentials().get().username() : user;
        String name = given.isEmpty() ? "app" : given;
        if (!name.matches("[A-Za-z0-9_.@-]{1,64}")) {
            throw new ParameterException(
                    spec.commandLine(), "--user: " + name + " (expected: 1..64 of A-Z a-z 0-9 _ . @ -)");
        }
        return name;
    }

    /** What the rules depend on; the rest of the environment may be wrong. */
    private RedisConfig config() {
        Map<String, String> relevant = new HashMap<>(environment);
        relevant.keySet().removeIf(name -> !USED.contains(name) && !name.endsWith("_NODES"));
        try {
            RedisConfigBuilder builder = RedisConfig.builder().environment(relevant);
            if (namespace != null) {
                builder.namespace(namespace);
            }
            if (database != null) {
                builder.database(database);
            }
            if (cluster) {
                builder.cluster(new Endpoint("localhost", 6379));
            }
            return builder.build();
        } catch (ConfigException wrong) {
            throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()));
        }
    }

    private List<String> hints(RedisConfig config, boolean sentinels) {
        List<String> hints = new ArrayList<>();
        hints.add("For Redis " + server + (server.equals(ServerVersion.V6_2) ? " and newer" : "") + ", namespace "
                + config.namespace() + ", "
                + ports.stream().distinct().map(Need::text).collect(Collectors.joining(", "))
                + (config.topology() instanceof Topology.Cluster ? ", Cluster." : "."));
        hints.add(
                hash
                        ? "Replace SHA256 by what `printf %s \"$REDIS_PASSWORD\" | sha256sum` prints before the space."
                        : "Replace PASSWORD, at least 32 characters; `openssl rand -base64 32` makes some. Type the command"
                                + " inside redis-cli: on its command line everybody on the machine could read it.");
        hints.add("Servers do not copy users to each other: add it to every master, replica and node, then keep it with"
                + " ACL SAVE (ACL file) or CONFIG REWRITE (redis.conf).");
        if (ports.contains(Need.CACHE)) {
            hints.add(
                    "A cache over keys outside the namespace (CacheSpec.sharedAs) needs their pattern as well, as ~prefix*.");
        }
        if (sentinels) {
            hints.add(
                    server.knowsChannels()
                            ? "The second line is for the Sentinels, with a password of their own."
                            : "Sentinels of 6.0 know no users: protect them with requirepass in sentinel.conf.");
        }
        hints.add(
                "Once the service runs as this user, close the door everybody has: ACL SETUSER default off. Replicas and"
                        + " Sentinels then need users of their own.");
        return hints;
    }

    /** A version by its number. */
    static final class VersionName implements ITypeConverter<ServerVersion> {
        @Override
        public ServerVersion convert(String text) {
            try {
                return ServerVersion.of(text);
            } catch (IllegalArgumentException wrong) {
                throw new TypeConversionException(wrong.getMessage());
            }
        }
    }
}
