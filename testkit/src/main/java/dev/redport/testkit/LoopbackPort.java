package dev.redport.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Picks free loopback ports below the range systems give to outgoing connections, so that nobody takes the port while its
 * server is down and no client connects to itself there; ten thousand above is room for a cluster bus.
 */
final class LoopbackPort {
    static final String HOST = "127.0.0.1";
    private static final int LOWEST = 11_000;
    private static final int BELOW = 22_000;
    private static final int ATTEMPTS = 100;
    private static final int START_ATTEMPTS = 20;
    private static final int BUS_OFFSET = 10_000;

    private LoopbackPort() {}

    /** A server socket already listening on such a port. */
    static ServerSocket listen() {
        for (int attempt = 1; ; attempt++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(LOWEST, BELOW));
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException("no free loopback port in " + ATTEMPTS + " attempts", e);
                }
            }
        }
    }

    static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 128);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** A port that was free a moment ago. */
    static int pick() {
        try (ServerSocket socket = listen()) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port of a cluster node that was free a moment ago, as was that of its bus. */
    static int pickWithBus() {
        for (int attempt = 1; ; attempt++) {
            int port = pick();
            try {
                listen(busOf(port)).close();
                return port;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException("no free pair of loopback ports in " + ATTEMPTS + " attempts", e);
                }
            }
        }
    }

    /** Where a cluster node listens for the others. */
    static int busOf(int port) {
        return port + BUS_OFFSET;
    }

    /** Starts something on picked ports, over again if some other process took one meanwhile. */
    static <T> T retrying(Supplier<T> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (IllegalStateException e) {
                boolean portTaken = String.valueOf(e.getMessage()).contains("Address already in use");
                if (!portTaken || attempt == START_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
