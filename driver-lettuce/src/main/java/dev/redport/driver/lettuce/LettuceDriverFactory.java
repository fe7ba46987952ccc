package dev.redport.driver.lettuce;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Connector;
import dev.redport.driver.DriverFactory;
import io.lettuce.core.LettuceVersion;

/**
 * Makes drivers on Lettuce. Thread-safe.
 *
 * <table>
 * <caption>Our field and Lettuce's setting</caption>
 * <tr><th>RedisConfig</th><th>Lettuce</th></tr>
 * <tr><td>host, port</td><td>{@code RedisURI}</td></tr>
 * <tr><td>credentials, database, clientName</td><td>{@code Greeting}: sent by the driver on each new connection</td></tr>
 * <tr><td>pool.size</td><td>the most multiplexed connections; a further one opens when the others carry 32 calls each</td></tr>
 * <tr><td>pool.minIdle</td><td>connections opened at the start</td></tr>
 * <tr><td>pool.timeout</td><td>how long a caller waits for a place on a connection</td></tr>
 * <tr><td>timeouts.dial</td><td>{@code SocketOptions.connectTimeout}; how long a caller waits for a connection being opened</td></tr>
 * <tr><td>timeouts.read</td><td>the driver's wait for a reply</td></tr>
 * <tr><td>timeouts.write</td><td>part of the wait for the reply: writes never block the caller</td></tr>
 * <tr><td>tls</td><td>{@code SslOptions.trustManager, keyManager, protocols}; {@code RedisURI.withVerifyPeer}</td></tr>
 * <tr><td>retry</td><td>core's; Lettuce: {@code autoReconnect(false)}, {@code REJECT_COMMANDS}</td></tr>
 * <tr><td>protocol</td><td>{@code ProtocolVersion.RESP2}</td></tr>
 * <tr><td>dead peers</td><td>{@code SocketOptions.keepAlive} and, on epoll, {@code tcpUserTimeout}</td></tr>
 * </table>
 *
 * @since 0.1.0
 */
public final class LettuceDriverFactory implements DriverFactory {
    /** Creates one. */
    public LettuceDriverFactory() {}

    @Override
    public String name() {
        return "lettuce";
    }

    @Override
    public String clientVersion() {
        return LettuceVersion.getVersion();
    }

    @Override
    public Connector connector(RedisConfig config, TlsSource tls) {
        return new LettuceConnector(config, tls);
    }
}
