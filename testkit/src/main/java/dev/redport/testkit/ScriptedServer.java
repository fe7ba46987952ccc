package dev.redport.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A fake Redis on a loopback port, for the replies a real server can hardly be made to give.
 *
 * <p>It accepts what clients send on connecting (AUTH, CLIENT, SELECT, PING; HELLO is unknown to it, as to an old server) and
 * answers every other command with an error until told otherwise. Every command is counted. Safe for several threads.
 *
 * @since 0.1.0
 */
public final class ScriptedServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 256;
    private static final String CLOSE = "close";
    private static final String HANG = "hang";

    private final ServerSocket listener = LoopbackPort.listen();
    private final Set<Socket> live = ConcurrentHashMap.newKeySet();
    private final Map<String, Deque<String>> script = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    private ScriptedServer() {
        for (String handshake : List.of("AUTH", "CLIENT", "SELECT")) {
            reply(handshake, "+OK");
        }
        reply("PING", "+PONG");
        Thread acceptor = new Thread(this::acceptAll, "redport-scripted-" + port() + "-accept");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Starts a server that knows the handshake only.
     *
     * @return the running server
     */
    public static ScriptedServer start() {
        return new ScriptedServer();
    }

    /**
     * Returns the address the server listens on.
     *
     * @return always {@code 127.0.0.1}
     */
    public String host() {
        return LoopbackPort.HOST;
    }

    /**
     * Returns the port the server listens on.
     *
     * @return the port
     */
    public int port() {
        return listener.getLocalPort();
    }

    /**
     * Answers a command with these replies, one after the other over all connections; the last one for ever.
     *
     * @param command the command's name, in any case
     * @param replies as on the wire, such as {@code "-LOADING Redis is loading"} or {@code "$1\r\nv"}; the last line break is
     *     added if missing
     * @return this server
     * @throws IllegalArgumentException if there is no reply
     */
    public ScriptedServer reply(String command, String... replies) {
        if (replies.length == 0) {
            throw new IllegalArgumentException("replies: none (expected: at least 1)");
        }
        Deque<String> lines = new ArrayDeque<>();
        Arrays.stream(replies)
                .map(line -> line.endsWith("\r\n") ? line : line + "\r\n")
                .forEach(lines::add);
        script.put(name(command), lines);
        return this;
    }

    /**
     * Closes the connection instead of answering this command.
     *
     * @param command the command's name, in any case
     * @return this server
     */
    public ScriptedServer closeOn(String command) {
        script.put(name(command), new ArrayDeque<>(List.of(CLOSE)));
        return this;
    }

    /**
     * Never answers this command, nor anything after it on its connection.
     *
     * @param command the command's name, in any case
     * @return this server
     */
    public ScriptedServer hangOn(String command) {
        script.put(name(command), new ArrayDeque<>(List.of(HANG)));
        return this;
    }

    /**
     * Returns how often a command arrived.
     *
     * @param command the command's name, in any case
     * @return the number of requests, answered or not
     */
    public long count(String command) {
        LongAdder count = counts.get(name(command));
        return count == null ? 0 : count.sum();
    }

    /** Stops listening and closes every connection; a second call does nothing. */
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket client : live) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                live.add(client);
                if (listener.isClosed() || live.size() > MOST_CONNECTIONS) {
                    live.remove(client);
                    client.close();
                } else {
                    Thread thread = new Thread(() -> serve(client), "redport-scripted-" + port() + "-client");
                    thread.setDaemon(true);
                    thread.start();
                }
            } catch (IOException e) {
                // closed by close(), or this one client gave up
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            RespReader requests = new RespReader(client.getInputStream());
            OutputStream out = client.getOutputStream();
            boolean hanging = false;
            while (requests.read() instanceof List<?> request && !request.isEmpty()) {
                String command = name(String.valueOf(AdminClient.text(request.get(0))));
                counts.computeIfAbsent(command, absent -> new LongAdder()).increment();
                String reply = next(command);
                if (reply.equals(CLOSE)) {
                    return;
                }
                hanging |= reply.equals(HANG);
                if (!hanging) {
                    out.write(reply.getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // the client is gone
        } finally {
            live.remove(client);
        }
    }

    private String next(String command) {
        Deque<String> replies = script.get(command);
        if (replies == null) {
            return "-ERR unknown command '" + command + "'\r\n";
        }
        synchronized (replies) {
            return replies.size() == 1 ? replies.getFirst() : replies.removeFirst();
        }
    }

    private static String name(String command) {
        return command.toUpperCase(Locale.ROOT);
    }
}
