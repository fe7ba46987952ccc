package dev.redport.testkit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** One blocking connection that sends a command and reads its reply; not safe for several threads. */
final class RespConnection implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final RespReader replies;

    private RespConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = new BufferedOutputStream(socket.getOutputStream());
        this.replies = new RespReader(socket.getInputStream());
    }

    static RespConnection open(String host, int port, @Nullable SSLContext tls, Duration timeout) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) timeout.toMillis());
            if (tls != null) {
                socket = tls.getSocketFactory().createSocket(socket, host, port, true);
            }
            return new RespConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void timeout(Duration timeout) throws IOException {
        socket.setSoTimeout((int) timeout.toMillis());
    }

    /** Returns the reply as {@link RespReader#read} does, throwing it if it is an error. */
    @Nullable
    Object execute(byte[]... command) throws IOException {
        out.write(("*" + command.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] argument : command) {
            out.write(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(argument);
            out.write('\r');
            out.write('\n');
        }
        out.flush();
        Object reply = replies.read();
        if (reply instanceof RedisServerError error) {
            throw error;
        }
        return reply;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing is lost: every reply was read before
        }
    }
}
