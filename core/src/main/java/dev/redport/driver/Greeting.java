package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What every connection says first: who it is, which database it wants, and its name. For drivers, which send it in one
 * trip; nothing else is sent that a least-privilege user would need a right for. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Greeting {
    private static final Verb AUTH = new Verb("AUTH", Replay.SAME_STATE, -1);
    private static final Verb SELECT = new Verb("SELECT", Replay.SAME_STATE, -1);
    private static final Verb CLIENT = new Verb("CLIENT", Replay.SAME_STATE, -1);

    private Greeting() {}

    /**
     * The commands of one greeting, with the credentials of this moment.
     *
     * @param config the configuration
     * @return at least one command
     * @throws dev.redport.config.ConfigException if the credentials cannot be read
     */
    public static List<Command> commands(RedisConfig config) {
        List<Command> commands = new ArrayList<>(3);
        Credentials credentials = config.credentials().get();
        if (!credentials.isEmpty()) {
            byte[] password = bytes(credentials.password().reveal());
            commands.add(
                    credentials.username().isEmpty()
                            ? Command.of(AUTH, password)
                            : Command.of(AUTH, bytes(credentials.username()), password));
        }
        if (config.database() != 0) {
            commands.add(Command.of(SELECT, bytes(Integer.toString(config.database()))));
        }
        commands.add(Command.of(CLIENT, bytes("SETNAME"), bytes(config.clientName())));
        return commands;
    }

    /**
     * Why the connection cannot be used. A user who may not name the connection can still work.
     *
     * @param config the configuration
     * @param commands the greeting
     * @param replies its replies, in order
     * @return the failure, or null if all is well
     */
    public static @Nullable RedisException refusal(RedisConfig config, List<Command> commands, List<Reply> replies) {
        for (int i = 0; i < replies.size(); i++) {
            RedisException error = replies.get(i).error();
            if (error instanceof RedisOutcomeUnknownException) {
                return i == 0 ? lost(config, error) : Failures.notConnected(error);
            }
            boolean optional = commands.get(i).verb().equals(CLIENT);
            if (error != null
                    && (!optional || error.kind() == ErrorKind.AUTH || error.kind() == ErrorKind.SERVER_BUSY)) {
                return error;
            }
        }
        return null;
    }

    /**
     * The connection broke before the first reply. A server that misses our certificate says so only after the handshake,
     * or just hangs up: so with TLS, that is what it means.
     *
     * @param config the configuration
     * @param cause what the client reported
     * @return the failure
     */
    public static RedisException lost(RedisConfig config, Throwable cause) {
        return Failures.connect(
                config.tls().enabled() ? new SSLException("closed during the handshake", cause) : cause);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
