package dev.redport.testkit;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The testkit's own way into a server: one kept connection under a user that may do everything.
 * The connection is kept so that a server at its client limit still answers.
 */
final class AdminClient implements AutoCloseable {
    static final String USER = "redport-admin";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String host;
    private final int port;
    private final String password;
    private final @Nullable SSLContext tls;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable RespConnection kept;

    AdminClient(String host, int port, String password, @Nullable SSLContext tls) {
        this.host = host;
        this.port = port;
        this.password = password;
        this.tls = tls;
    }

    /** Connects and authenticates; the short time limit matters when some other process owns the port. */
    void connect(Duration timeout) throws IOException {
        RespConnection connection = RespConnection.open(host, port, tls, timeout);
        try {
            connection.execute(utf8("AUTH"), utf8(USER), utf8(password));
            connection.timeout(TIMEOUT);
        } catch (IOException | RedisServerError e) {
            connection.close();
            throw e;
        }
        lock.lock();
        try {
            close();
            kept = connection;
        } finally {
            lock.unlock();
        }
    }

    /** Bulk replies as byte[]; a kept connection that turns out dead is replaced once. */
    @Nullable
    Object execute(byte[]... command) throws IOException {
        lock.lock();
        try {
            RespConnection connection = kept;
            if (connection != null) {
                try {
                    return connection.execute(command);
                } catch (SocketTimeoutException e) {
                    close();
                    throw e;
                } catch (IOException e) {
                    close();
                }
            }
            connect(TIMEOUT);
            RespConnection fresh = kept;
            if (fresh == null) {
                throw new IOException("closed while connecting");
            }
            return fresh.execute(command);
        } finally {
            lock.unlock();
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The same reply with every byte[] in it read as UTF-8. */
    static @Nullable Object text(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> items) {
            List<@Nullable Object> texts = new ArrayList<>();
            for (Object item : items) {
                texts.add(text(item));
            }
            return texts;
        }
        return reply;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (kept != null) {
                kept.close();
                kept = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
