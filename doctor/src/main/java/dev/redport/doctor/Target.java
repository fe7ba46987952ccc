package dev.redport.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.Redport;
import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisAuthenticationException;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One server, asked by the service's user or by the admin; what it said is remembered where checks share it. */
final class Target {
    private static final Set<String> SUBCOMMANDS = Set.of("ACL", "CLUSTER", "CONFIG", "SENTINEL", "SLOWLOG");
    static final String ADMIN_HINT = " with REDIS_ADMIN_USERNAME and REDIS_ADMIN_PASSWORD_FILE, only to the doctor";

    private final Examination examination;
    private final Endpoint endpoint;
    private final RedisConfig config;
    private final boolean hasAdmin;
    private final Lazy<Redport> service;
    private final Lazy<Redport> admin;
    private final Lazy<Map<String, String>> info =
            new Lazy<>(() -> fields(asAdmin("INFO").text()));
    private final Map<String, Lazy<Optional<String>>> settings = new HashMap<>();
    private final Lazy<TlsProbe.Seen> handshake;

    Target(Examination examination, Endpoint endpoint, RedisConfig config, @Nullable RedisConfig asAdmin) {
        this.examination = examination;
        this.endpoint = endpoint;
        this.config = config;
        this.hasAdmin = asAdmin != null;
        this.service = new Lazy<>(() -> reached(config));
        this.admin = new Lazy<>(() -> reached(asAdmin == null ? config : asAdmin));
        this.handshake = new Lazy<>(() -> probe().handshake(examination.material(), endpoint.host()));
    }

    Endpoint endpoint() {
        return endpoint;
    }

    RedisConfig config() {
        return config;
    }

    boolean hasAdmin() {
        return hasAdmin;
    }

    TlsProbe probe() {
        return new TlsProbe(
                endpoint,
                examination.bounded(config.timeouts().dial()),
                examination.bounded(config.timeouts().read()));
    }

    /** With the certificate checked for the host of the configuration. */
    TlsProbe.Seen handshake() {
        return handshake.get();
    }

    /** Connects once; where that fails, it fails for every check that asks. */
    private Redport reached(RedisConfig to) {
        if (to.tls().enabled() && handshake().fault() != TlsFault.NONE) {
            throw Inconclusive.see("no connection: " + handshake().fault().text(), "connect");
        }
        Redport redport = examination.connect(to);
        try {
            redport.driver().execute(Command.of(Verb.PING), call());
        } catch (RedisRejectedException answered) {
            return redport; // such as NOPERM: it is there
        } catch (RedisException e) {
            throw failure(e);
        }
        return redport;
    }

    private Call call() {
        return Call.start(Operation.OTHER, examination.bounded(config.timeouts().operation()));
    }

    private Inconclusive failure(RedisException e) {
        boolean login = hasAdmin && e instanceof RedisAuthenticationException;
        String who = login ? "an admin, or the service, " : "";
        return Inconclusive.see(who + "could not be connected: " + e.kind().tag(), login ? "admin-login" : "connect");
    }

    /** As the service. */
    Reply ask(String command, String... args) {
        return ask(service.get(), command, args);
    }

    /** As the admin if there is one, or else as the service. */
    Reply asAdmin(String command, String... args) {
        return ask(admin.get(), command, args);
    }

    private Reply ask(Redport redport, String command, String... args) {
        try {
            return redport.driver().execute(command(command, args), call());
        } catch (RedisRejectedException e) {
            throw refused(e, command, args);
        } catch (RedisException e) {
            throw failure(e);
        }
    }

    private Inconclusive refused(RedisRejectedException e, String command, String... args) {
        boolean hasSubcommand = args.length > 0 && SUBCOMMANDS.contains(command);
        String name = hasSubcommand ? command + " " + args[0] : command;
        if (e.kind() == ErrorKind.PERMISSION) {
            String rule = name.toLowerCase(Locale.ROOT).replace(' ', '|');
            return Inconclusive.skip(
                    "NOPERM: the " + (hasAdmin ? "admin" : "service's user") + " may not call " + name,
                    hasAdmin ? "allow the admin +" + rule : "give an admin" + ADMIN_HINT);
        }
        return Inconclusive.skip("the server refused " + name + ": " + e.getMessage(), "look at it by hand");
    }

    /** As the service, in one trip; what is refused stays with its command. */
    List<Reply> askAll(List<Command> commands) {
        return service.get().driver().executeAll(commands, call());
    }

    /** The version and the modules of the answer do not matter here: no key is routed by, and nothing is repeated. */
    static Command command(String name, String... args) {
        byte[][] bytes = Arrays.stream(args).map(arg -> arg.getBytes(UTF_8)).toArray(byte[][]::new);
        return Command.of(new Verb(name, Replay.NEVER, -1), bytes);
    }

    /** All sections that INFO gives by default. */
    Map<String, String> info() {
        return info.get();
    }

    /** A field of INFO. */
    String info(String field) {
        String value = info().get(field);
        if (value == null) {
            throw Inconclusive.skip("INFO of this server has no " + field, "look at it by hand");
        }
        return value;
    }

    long number(String field) {
        String value = info(field);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw Inconclusive.skip("INFO says " + field + ":" + value, "look at it by hand");
        }
    }

    /** What CONFIG GET says; empty if the server does not know the setting. */
    Optional<String> setting(String name) {
        return settings.computeIfAbsent(name, key -> new Lazy<>(() -> configGet(key)))
                .get();
    }

    private Optional<String> configGet(String name) {
        List<Reply> pair = asAdmin("CONFIG", "GET", name).list();
        return pair.size() < 2 ? Optional.empty() : Optional.of(pair.get(1).text());
    }

    /** What CONFIG GET says. */
    String requireSetting(String name) {
        return setting(name)
                .orElseThrow(() -> Inconclusive.skip("the server has no setting " + name, "look at it by hand"));
    }

    /** Whether both ways in work: as the service, and as the admin. */
    void requireAdmin() {
        admin.get();
    }

    static Map<String, String> fields(String text) {
        Map<String, String> fields = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
            }
        });
        return fields;
    }

    /** A list of names and values in turn. */
    static Map<String, String> pairs(Reply flat) {
        List<Reply> words = flat.list();
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            Reply value = words.get(i + 1);
            pairs.put(words.get(i).text(), value.isInteger() ? Long.toString(value.integer()) : text(value));
        }
        return pairs;
    }

    private static String text(Reply value) {
        try {
            return value.text();
        } catch (RedisException other) {
            return ""; // a list, which nobody asks for
        }
    }
}
