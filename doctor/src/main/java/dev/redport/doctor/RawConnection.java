package dev.redport.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A connection without any client library, so that each step of opening it can be timed. Not thread-safe. */
final class RawConnection implements AutoCloseable {
    private static final int LONGEST = 1 << 20;

    private final Socket socket;
    private final InputStream in;
    private final Steps steps;

    /**
     * How long opening took, in nanoseconds.
     *
     * @param tcp until the connection stood, the look-up of the host name included
     * @param tls the TLS handshake; 0 without TLS
     * @param login AUTH; 0 without credentials
     */
    record Steps(long tcp, long tls, long login) {}

    private RawConnection(RedisConfig config) throws IOException {
        long start = System.nanoTime();
        int limit = (int) Math.min(Integer.MAX_VALUE, config.timeouts().dial().toMillis());
        Socket plain = new Socket();
        Socket open = plain;
        try {
            plain.connect(new InetSocketAddress(config.host(), config.port()), limit);
            plain.setSoTimeout(limit);
            plain.setTcpNoDelay(true);
            long connected = System.nanoTime();
            open = config.tls().enabled() ? encrypted(plain, config) : plain;
            long encrypted = System.nanoTime();
            socket = open;
            in = new BufferedInputStream(open.getInputStream());
            boolean anybody = login(config.credentials().get());
            steps = new Steps(
                    connected - start,
                    config.tls().enabled() ? encrypted - connected : 0,
                    anybody ? System.nanoTime() - encrypted : 0);
        } catch (IOException | RuntimeException failed) {
            open.close();
            plain.close();
            throw failed;
        }
    }

    /**
     * Opens a connection to host and port, as Redport would.
     *
     * @throws IOException if the server cannot be reached, or does not let us in
     */
    static RawConnection open(RedisConfig config) throws IOException {
        return new RawConnection(config);
    }

    private static Socket encrypted(Socket plain, RedisConfig config) throws IOException {
        TlsMaterial material = TlsMaterial.load(config.tls());
        Socket layered =
                material.sslContext().getSocketFactory().createSocket(plain, config.host(), config.port(), true);
        if (layered instanceof SSLSocket tls) {
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setProtocols(material.protocols());
            if (material.verifyHostname()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            tls.setSSLParameters(parameters);
            tls.startHandshake();
        }
        return layered;
    }

    private boolean login(Credentials who) throws IOException {
        if (who.isEmpty()) {
            return false;
        }
        String password = who.password().reveal();
        Object reply = who.username().isEmpty() ? call("AUTH", password) : call("AUTH", who.username(), password);
        return reply != null;
    }

    Steps steps() {
        return steps;
    }

    /**
     * Sends a command and reads its reply.
     *
     * @return null, a Long, a String, or a List of these
     * @throws IOException if the server answers with an error, which is named without its text, or not at all
     */
    @Nullable
    Object call(String... command) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + command.length + "\r\n").getBytes(UTF_8));
        for (String part : command) {
            byte[] bytes = part.getBytes(UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(UTF_8));
        }
        socket.getOutputStream().write(request.toByteArray());
        socket.getOutputStream().flush();
        return reply();
    }

    private @Nullable Object reply() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> number(rest);
            case '-' -> throw new IOException("server: " + rest.replaceFirst(" .*", ""));
            case '$' -> number(rest) < 0 ? null : bulk((int) number(rest));
            case '*' -> list(number(rest));
            default -> throw new IOException("server: not Redis");
        };
    }

    private @Nullable Object list(long size) throws IOException {
        if (size < 0) {
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            items.add(reply());
        }
        return items;
    }

    private String bulk(int length) throws IOException {
        String text = new String(in.readNBytes(length), UTF_8);
        line();
        return text;
    }

    private static long number(String text) throws IOException {
        try {
            long number = Long.parseLong(text);
            if (number <= LONGEST) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new IOException("server: not Redis");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        while (next != '\n') {
            if (next < 0) {
                throw new EOFException("server: hung up");
            }
            if (line.size() > LONGEST) {
                throw new IOException("server: not Redis");
            }
            line.write(next);
            next = in.read();
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
