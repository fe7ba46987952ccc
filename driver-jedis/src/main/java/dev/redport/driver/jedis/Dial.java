package dev.redport.driver.jedis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Makes the one socket of one connection, and can close it from another thread at any time, even while it is being made.
 * It is always the TCP socket that is closed: closing a TLS socket can wait for the very write that hangs.
 */
final class Dial implements JedisSocketFactory {
    private final JedisOptions options;
    private volatile @Nullable Socket tcp;
    private volatile boolean closed;
    private boolean reached;

    Dial(JedisOptions options) {
        this.options = options;
    }

    /** Whether TCP connected, so that what fails now is TLS or Redis. */
    boolean reached() {
        return reached;
    }

    @Override
    public Socket createSocket() {
        try {
            Socket plain = connected();
            reached = true;
            return options.secured(plain);
        } catch (IOException e) {
            close();
            throw new JedisConnectionException("could not connect", e);
        }
    }

    private Socket connected() throws IOException {
        String host = options.config().host();
        InetAddress[] addresses = InetAddress.getAllByName(host);
        long dial = options.config().timeouts().dial().toMillis() / addresses.length;
        IOException failure = new SocketException("no address");
        for (InetAddress address : addresses) {
            Socket socket = JedisOptions.tuned(new Socket());
            tcp = socket;
            if (closed) {
                socket.close();
            }
            try {
                socket.connect(new InetSocketAddress(address, options.config().port()), (int)
                        Math.max(1, Math.min(dial, Integer.MAX_VALUE)));
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    void close() {
        closed = true;
        Socket socket = tcp;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // Closed all the same: nothing was left to send.
            }
        }
    }
}
