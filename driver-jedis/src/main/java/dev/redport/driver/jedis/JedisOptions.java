package dev.redport.driver.jedis;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketOption;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;

/** Our configuration in the terms of sockets and of Jedis' commands. */
final class JedisOptions {
    private final RedisConfig config;
    private final @Nullable SSLSocketFactory tls;
    private final SSLParameters tlsParameters = new SSLParameters();

    JedisOptions(RedisConfig config) {
        this.config = config;
        if (!config.tls().enabled()) {
            tls = null;
            return;
        }
        TlsMaterial material = TlsMaterial.load(config.tls());
        tls = material.sslContext().getSocketFactory();
        tlsParameters.setProtocols(material.protocols());
        if (material.verifyHostname()) {
            tlsParameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isName(config.host())) {
            tlsParameters.setServerNames(List.of(new SNIHostName(config.host())));
        }
    }

    /** SNI carries names only, never addresses. */
    private static boolean isName(String host) {
        return host.indexOf(':') < 0
                && host.chars().anyMatch(Character::isLetter)
                && host.chars().allMatch(c -> c == '-' || c == '.' || (c < 128 && Character.isLetterOrDigit(c)))
                && !host.endsWith(".");
    }

    RedisConfig config() {
        return config;
    }

    /** Keepalive finds a dead peer within 20 s on platforms that let us say so. */
    static Socket tuned(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, 5);
        set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, 5);
        set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, 3);
        return socket;
    }

    private static void set(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) {
            socket.setOption(option, value);
        }
    }

    /** The connected socket, inside TLS where that is wanted and after its handshake. */
    Socket secured(Socket plain) throws IOException {
        if (tls == null) {
            return plain;
        }
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, config.host(), config.port(), true);
        socket.setSSLParameters(tlsParameters);
        socket.startHandshake();
        return socket;
    }

    /** The version of Jedis, which it keeps in a file of its jar. */
    static String clientVersion() {
        Properties properties = new Properties();
        try (InputStream in = Connection.class.getResourceAsStream("pom.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return properties.getProperty("version", "unknown");
    }
}
