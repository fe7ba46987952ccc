package dev.redport.driver.jedis;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import dev.redport.config.TlsSource;
import dev.redport.driver.Greeting;
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
    private final Greeting greeting;
    private final TlsSource tls;
    private volatile @Nullable Secured secured;

    JedisOptions(RedisConfig config, Greeting greeting, TlsSource tls) {
        this.config = config;
        this.greeting = greeting;
        this.tls = tls;
    }

    /** What is made of one set of certificates. */
    private record Secured(TlsMaterial material, SSLSocketFactory factory, SSLParameters parameters) {}

    private Secured security() {
        TlsMaterial current = tls.current();
        Secured known = secured;
        if (known == null || known.material != current) {
            known = new Secured(current, current.sslContext().getSocketFactory(), parameters(current));
            secured = known;
        }
        return known;
    }

    private SSLParameters parameters(TlsMaterial material) {
        SSLParameters parameters = new SSLParameters();
        parameters.setProtocols(material.protocols());
        if (material.verifyHostname()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        if (isName(config.host())) {
            parameters.setServerNames(List.of(new SNIHostName(config.host())));
        }
        return parameters;
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

    Greeting greeting() {
        return greeting;
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
        if (!config.tls().enabled()) {
            return plain;
        }
        Secured with = security();
        SSLSocket socket = (SSLSocket) with.factory.createSocket(plain, config.host(), config.port(), true);
        socket.setSSLParameters(with.parameters);
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
