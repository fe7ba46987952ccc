package dev.redport.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy on a loopback port in front of a server, that breaks the network on demand.
 *
 * <p>It delays, holds or closes, but never drops bytes and goes on: that would shift every later reply on the connection, a
 * fault no network has. Faults add up until {@link #pass()}. Bytes that are not RESP, such as TLS, pass through, and then
 * {@link #cutBeforeReply} and {@link #cutMidFrame} find nothing to cut.
 *
 * <p>Safe for several threads.
 *
 * @since 0.1.0
 */
public final class FaultProxy implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 512;
    private static final long ACCEPT_ENDS_MILLIS = 5_000;

    private final InetSocketAddress target;
    private final int port;
    private final Faults faults = new Faults();
    private final Set<ProxiedConnection> live = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong toServer = new AtomicLong();
    private final AtomicLong toClient = new AtomicLong();
    private ServerSocket listener;
    private Thread acceptor;
    private boolean closed;

    private FaultProxy(InetSocketAddress target) {
        this.target = target;
        this.listener = LoopbackPort.listen();
        this.port = listener.getLocalPort();
        this.acceptor = accept(listener);
    }

    /**
     * Starts a proxy that passes everything.
     *
     * @param host where the server is
     * @param port the server's port
     * @return the running proxy
     */
    public static FaultProxy to(String host, int port) {
        return new FaultProxy(new InetSocketAddress(host, port));
    }

    /**
     * Starts a proxy that passes everything.
     *
     * @param redis the server
     * @return the running proxy
     */
    public static FaultProxy to(EmbeddedRedis redis) {
        return to(redis.host(), redis.port());
    }

    /**
     * Returns the address the proxy listens on.
     *
     * @return always {@code 127.0.0.1}
     */
    public String host() {
        return LoopbackPort.HOST;
    }

    /**
     * Returns the port the proxy listens on.
     *
     * @return the port, the same for the proxy's whole life
     */
    public int port() {
        return port;
    }

    /** Ends every fault: held bytes go on in order, new connections are accepted, cuts not used up are forgotten. */
    public synchronized void pass() {
        faults.clear();
        if (listener.isClosed() && !closed) {
            try {
                listener = LoopbackPort.listen(port);
            } catch (IOException e) {
                throw new UncheckedIOException("port " + port + " was taken while it was refused", e);
            }
            acceptor = accept(listener);
        }
    }

    /**
     * Keeps each burst of bytes from the server back for a while, counted from its own arrival: replies of one connection do
     * not wait for each other, so a round trip takes so much longer, however many are under way. At most 1 MiB of each
     * connection is on the way at the same time.
     *
     * @param duration how long
     */
    public void delay(Duration duration) {
        jitter(duration, duration);
    }

    /**
     * Keeps each burst of bytes from the server back for a while of random length. The order of bursts stays. Replaces
     * {@link #delay}.
     *
     * @param min how long at least
     * @param max how long at most
     * @throws IllegalArgumentException if one is negative or the most is less than the least
     */
    public void jitter(Duration min, Duration max) {
        if (min.isNegative() || max.compareTo(min) < 0) {
            throw new IllegalArgumentException("delay: " + min + " to " + max + " (expected: PT0S <= min <= max)");
        }
        faults.delay(min, max);
    }

    /**
     * Forwards no more than so many bytes a second, on each connection and in each direction.
     *
     * @param bytesPerSecond the most bytes a second, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public void throttle(long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("bytesPerSecond: " + bytesPerSecond + " (expected: >= 1)");
        }
        faults.throttle(bytesPerSecond);
    }

    /**
     * Keeps all bytes back, in both directions, until {@link #pass()}; connections are still accepted. What the proxy does
     * not read fills the buffers of who sends it.
     */
    public void hold() {
        stopReading();
        holdReplies();
    }

    /**
     * Reads no more from clients until {@link #pass()}: once the buffers in between are full, some megabytes, their writes
     * block. At most 16 KiB of each connection are read, and kept. Replies are still forwarded.
     */
    public void stopReading() {
        faults.holdRequests();
    }

    /**
     * Keeps what the server sends back until {@link #pass()}, while requests still reach it and run. Once the buffers in
     * between are full, some megabytes, the server's writes block as well.
     */
    public void holdReplies() {
        faults.holdReplies();
    }

    /**
     * Closes the connection of the next such command after the server ran it, instead of forwarding its reply.
     *
     * @param command the command's name, in any case
     */
    public void cutBeforeReply(String command) {
        cutBeforeReply(command, 1);
    }

    /**
     * Lets the next requests with this command through and closes their connections when the server's reply arrives,
     * instead of forwarding it; replies to earlier requests are forwarded. Replaces an earlier cut.
     *
     * @param command the command's name, in any case
     * @param times how many requests
     */
    public void cutBeforeReply(String command, int times) {
        faults.cut(command, times, Faults.Reply.WITHHELD);
    }

    /**
     * Lets the next request with this command through, forwards the beginning of its reply and then closes the connection
     * (FIN), in the midst of the reply. Replaces an earlier cut.
     *
     * @param command the command's name, in any case
     */
    public void cutMidFrame(String command) {
        faults.cut(command, 1, Faults.Reply.BROKEN_OFF);
    }

    /**
     * Returns how many cuts asked for by {@link #cutBeforeReply} or {@link #cutMidFrame} no request has used up yet.
     *
     * @return the number of cuts
     */
    public int cutsLeft() {
        return faults.cutsLeft();
    }

    /**
     * Splits what the server sends into pieces.
     *
     * @param bytes the most bytes in a piece, at least 1
     * @throws IllegalArgumentException if that is less than 1
     */
    public void sliceFrames(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 1)");
        }
        faults.slice(bytes);
    }

    /** Refuses new connections until {@link #pass()}: nobody listens on the port. Live connections go on. */
    public void refuse() {
        Thread accepting;
        synchronized (this) {
            accepting = acceptor;
            try {
                listener.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        awaitEnd(accepting);
    }

    /** The system goes on listening until the call of accept has returned. */
    private static void awaitEnd(Thread acceptor) {
        try {
            acceptor.join(ACCEPT_ENDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Resets every live connection on both sides (RST), as a crashed or overloaded machine in between does. */
    public void cutAll() {
        live.forEach(ProxiedConnection::cut);
    }

    /** Closes every live connection in the ordinary way (FIN), as a server does that ends or has enough of idle clients. */
    public void hangUpAll() {
        live.forEach(ProxiedConnection::hangUp);
    }

    /**
     * Returns how many connections were accepted so far.
     *
     * @return the number of connections
     */
    public long connections() {
        return connections.get();
    }

    /**
     * Returns how many connections are open now.
     *
     * @return the number of connections
     */
    public int liveConnections() {
        return live.size();
    }

    /**
     * Returns how many bytes were forwarded to the server.
     *
     * @return the number of bytes
     */
    public long bytesToServer() {
        return toServer.get();
    }

    /**
     * Returns how many bytes were forwarded to clients.
     *
     * @return the number of bytes
     */
    public long bytesToClient() {
        return toClient.get();
    }

    /** Stops listening and resets every connection; a second call does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        refuse();
        cutAll();
    }

    private Thread accept(ServerSocket from) {
        Thread thread = new Thread(() -> acceptAll(from), "redport-proxy-" + port + "-accept");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void acceptAll(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                serve(from.accept());
            } catch (IOException e) {
                // closed by refuse() or close(), or this one client gave up
            }
        }
    }

    private synchronized void serve(Socket client) throws IOException {
        long number = connections.incrementAndGet();
        if (closed || live.size() >= MOST_CONNECTIONS) {
            client.close();
            return;
        }
        ProxiedConnection connection = new ProxiedConnection(
                "redport-proxy-" + port + "-" + number, client, target, faults, toServer, toClient, live::remove);
        live.add(connection);
        connection.start();
    }
}
