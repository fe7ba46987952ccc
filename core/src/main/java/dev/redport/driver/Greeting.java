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
    private final RedisConfig config;
    private final boolean readOnly;

    /** With {@code readOnly}, a replica of a cluster is told to answer reads. */
    Greeting(RedisConfig config, boolean readOnly) {
        this.config = config;
        this.readOnly = readOnly;
    }

    /**
     * The commands of one greeting, with the credentials of this moment.
     *
     * @return at least one command
     * @throws RedisAuthenticationException if the credentials cannot be read
     */
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>(4);
        Credentials credentials = credentials();
        if (!credentials.isEmpty()) {
            byte[] password = bytes(credentials.password().reveal());
            commands.add(
                    credentials.username().isEmpty()
                            ? Command.of(Verb.AUTH, password)
                            : Command.of(Verb.AUTH, bytes(credentials.username()), password));
        }
        if (config.database() != 0) {
            commands.add(Command.of(Verb.SELECT, bytes(Integer.toString(config.database()))));
        }
        if (readOnly) {
            commands.add(Command.of(Verb.READONLY));
        }
        commands.add(Command.of(Verb.CLIENT, bytes("SETNAME"), bytes(config.clientName())));
        return commands;
    }

    private Credentials credentials() {
        try {
            return config.credentials().get();
        } catch (RuntimeException e) {
            throw Failures.noCredentials(e);
        }
    }

    /**
     * Why the connection cannot be used. A user who may not name the connection can still work.
     *
     * @param commands the greeting
     * @param replies its replies, in order
     * @return the failure, or null if all is well
     */
    public @Nullable RedisException refusal(List<Command> commands, List<Reply> replies) {
        for (int i = 0; i < replies.size(); i++) {
            RedisException error = replies.get(i).error();
            if (error instanceof RedisOutcomeUnknownException) {
                return i == 0 ? lost(error) : Failures.notConnected(error);
            }
            boolean optional = commands.get(i).verb().equals(Verb.CLIENT);
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
     * @param cause what the client reported
     * @return the failure
     */
    public RedisException lost(Throwable cause) {
        return Failures.connect(
                config.tls().enabled() ? new SSLException("closed during the handshake", cause) : cause);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
