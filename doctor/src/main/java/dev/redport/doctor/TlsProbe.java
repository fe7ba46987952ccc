package dev.redport.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.config.Endpoint;
import dev.redport.config.TlsMaterial;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A connection of our own to a server, encrypted or not, that says what is wrong where the clients only say that something is.
 * It sends one PING, without credentials.
 */
final class TlsProbe {
    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(US_ASCII);
    private static final int LONGEST_LINE = 512;

    private final Endpoint endpoint;
    private final Duration dial;
    private final Duration read;

    TlsProbe(Endpoint endpoint, Duration dial, Duration read) {
        this.endpoint = endpoint;
        this.dial = dial;
        this.read = read;
    }

    /**
     * What came of a handshake.
     *
     * @param reply the first line of the answer to PING, empty if there is none
     * @param words the alert or message behind a fault of kind OTHER
     */
    record Seen(
            TlsFault fault, String protocol, String cipher, List<X509Certificate> chain, String reply, String words) {
        static Seen fault(TlsFault fault) {
            return new Seen(fault, "", "", List.of(), "", "");
        }
    }

    /** What came of a connection without TLS: a line of Redis, or why there is none. */
    record Plain(TlsFault fault, String reply) {
        boolean answered() {
            return !reply.isEmpty();
        }
    }

    /** With the material of the configuration; the certificate must be for this host. */
    Seen handshake(TlsMaterial material, String host) {
        Witness witness = new Witness(material);
        try (Socket plain = connect()) {
            SSLSocket socket =
                    (SSLSocket) witness.context().getSocketFactory().createSocket(plain, host, endpoint.port(), true);
            socket.setSoTimeout(millis(read));
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(material.protocols());
            if (material.verifyHostname()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // a server with TLS 1.3 refuses our certificate only now
            String reply = ping(socket);
            return new Seen(
                    TlsFault.NONE,
                    socket.getSession().getProtocol(),
                    socket.getSession().getCipherSuite(),
                    witness.chain(),
                    reply,
                    "");
        } catch (IOException e) {
            TlsFault fault = fault(e, witness);
            return new Seen(fault, "", "", witness.chain(), "", fault == TlsFault.OTHER ? words(e) : "");
        }
    }

    private TlsFault fault(IOException e, Witness witness) {
        TlsFault judged = witness.fault();
        if (judged != TlsFault.NONE) {
            return judged;
        }
        TlsFault network = network(e);
        if (network == TlsFault.UNRESOLVED || network == TlsFault.REFUSED || network == TlsFault.UNREACHABLE) {
            return network;
        }
        if (witness.chain().isEmpty() && plain().answered()) {
            return TlsFault.PLAINTEXT_SERVER;
        }
        String words = words(e).toLowerCase(Locale.ROOT);
        if (words.contains("protocol_version")
                || words.contains("no appropriate protocol")
                || words.contains("supported versions")
                || words.contains("not enabled or supported")) {
            return TlsFault.PROTOCOL;
        }
        if (witness.wasAskedForCertificate() && network != TlsFault.TIMEOUT) {
            return witness.hasCertificate() ? TlsFault.CLIENT_CERTIFICATE_REFUSED : TlsFault.CLIENT_CERTIFICATE_MISSING;
        }
        if (witness.chain().isEmpty() && words.contains("handshake_failure")) {
            return TlsFault.PROTOCOL;
        }
        return network == TlsFault.TIMEOUT ? network : TlsFault.OTHER;
    }

    /** Without TLS. */
    Plain plain() {
        try (Socket socket = connect()) {
            socket.setSoTimeout(millis(read));
            String reply = ping(socket);
            return reply.startsWith("+") || reply.startsWith("-")
                    ? new Plain(TlsFault.NONE, reply)
                    : new Plain(TlsFault.OTHER, "");
        } catch (IOException e) {
            TlsFault network = network(e);
            return new Plain(network == TlsFault.NONE ? TlsFault.OTHER : network, "");
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            InetSocketAddress address = new InetSocketAddress(endpoint.host(), endpoint.port());
            if (address.isUnresolved()) {
                throw new UnknownHostException(endpoint.host());
            }
            socket.connect(address, millis(dial));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static String ping(Socket socket) throws IOException {
        socket.getOutputStream().write(PING);
        socket.getOutputStream().flush();
        return line(socket.getInputStream());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() < LONGEST_LINE) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed before the answer");
            }
            if (next == '\r' || next == '\n') {
                break;
            }
            line.append((char) next);
        }
        return line.toString();
    }

    /** What it says about the network; NONE if the network is not the reason. */
    private static TlsFault network(IOException e) {
        if (e instanceof UnknownHostException) {
            return TlsFault.UNRESOLVED;
        }
        if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
            return TlsFault.TIMEOUT;
        }
        if (e instanceof ConnectException) {
            return String.valueOf(e.getMessage()).contains("refused") ? TlsFault.REFUSED : TlsFault.UNREACHABLE;
        }
        boolean noRoute =
                e instanceof java.net.NoRouteToHostException || e instanceof java.net.PortUnreachableException;
        return noRoute ? TlsFault.UNREACHABLE : TlsFault.NONE;
    }

    private static String words(IOException e) {
        return e instanceof SSLException || e instanceof EOFException
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName();
    }

    private static int millis(Duration time) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, time.toMillis()));
    }

    /** The first that expires. */
    static @Nullable X509Certificate firstToExpire(List<X509Certificate> chain) {
        return chain.stream()
                .min(java.util.Comparator.comparing(X509Certificate::getNotAfter))
                .orElse(null);
    }
}
