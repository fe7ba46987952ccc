package dev.redport.driver.redisson;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Connector;
import dev.redport.driver.DriverFactory;
import java.util.Objects;
import org.redisson.client.RedisClient;

/**
 * Makes drivers on Redisson's low-level client. Thread-safe.
 *
 * <table>
 * <caption>Our field and Redisson's setting</caption>
 * <tr><th>RedisConfig</th><th>Redisson</th></tr>
 * <tr><td>host, port</td><td>{@code RedisClientConfig.setAddress}, looked up anew for each connection</td></tr>
 * <tr><td>database, clientName</td><td>{@code SELECT}, {@code CLIENT SETNAME} at each connect</td></tr>
 * <tr><td>credentials</td><td>asked at each connect for its {@code AUTH}</td></tr>
 * <tr><td>pool.size</td><td>the most connections; a further one opens when the others are all busy</td></tr>
 * <tr><td>pool.minIdle</td><td>connections opened at the start</td></tr>
 * <tr><td>pool.timeout</td><td>how long a caller waits for a connection to become free</td></tr>
 * <tr><td>timeouts.dial</td><td>TCP ({@code setConnectTimeout}), TLS and {@code AUTH} together</td></tr>
 * <tr><td>timeouts.read</td><td>the driver's wait for a reply, or for the next 128 of a big batch</td></tr>
 * <tr><td>timeouts.write</td><td>part of the wait for the reply: writes never block the caller</td></tr>
 * <tr><td>tls</td><td>{@code setSslTrustManagerFactory, setSslKeyManagerFactory, setSslProtocols,
 * setSslVerificationMode}</td></tr>
 * <tr><td>retry</td><td>core's; Redisson's executor and {@code ConnectionWatchdog} are not used</td></tr>
 * <tr><td>protocol</td><td>{@code Protocol.RESP2}</td></tr>
 * <tr><td>dead peers</td><td>{@code setKeepAlive} and, on epoll, {@code setTcpUserTimeout}; a connection on which replies
 * stay away for 10 seconds is given up</td></tr>
 * </table>
 *
 * @since 0.1.0
 */
public final class RedissonDriverFactory implements DriverFactory {
    /** Creates one. */
    public RedissonDriverFactory() {}

    @Override
    public String name() {
        return "redisson";
    }

    @Override
    public String clientVersion() {
        return Objects.requireNonNullElse(RedisClient.class.getPackage().getImplementationVersion(), "unknown");
    }

    @Override
    public Connector connector(RedisConfig config, TlsSource tls) {
        return new RedissonConnector(tls);
    }
}
