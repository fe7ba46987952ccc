package dev.redport.driver.jedis;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Connector;
import dev.redport.driver.DriverFactory;

/**
 * Makes drivers on Jedis. Thread-safe.
 *
 * <table>
 * <caption>Our field and what is done with it</caption>
 * <tr><th>RedisConfig</th><th>Jedis</th></tr>
 * <tr><td>host, port</td><td>the {@code JedisSocketFactory} of each connection; every address of the name is tried</td></tr>
 * <tr><td>database</td><td>{@code SELECT} on a new connection, unless it is 0</td></tr>
 * <tr><td>credentials</td><td>{@code AUTH} on a new connection, asked for each time; none without a password</td></tr>
 * <tr><td>clientName</td><td>{@code CLIENT SETNAME} on a new connection; a user without that right goes without</td></tr>
 * <tr><td>pool.size</td><td>the most connections; each carries one call at a time</td></tr>
 * <tr><td>pool.minIdle</td><td>idle connections that are kept open in the background</td></tr>
 * <tr><td>pool.timeout</td><td>how long a caller waits for a connection, in the order of arrival</td></tr>
 * <tr><td>timeouts.dial</td><td>resolving, TCP, TLS and the commands above, together</td></tr>
 * <tr><td>timeouts.read</td><td>from sending a command, or 64 KiB of pipelined commands, to the reply</td></tr>
 * <tr><td>timeouts.write</td><td>sending a command above 64 KiB; smaller ones fit the socket's buffer</td></tr>
 * <tr><td>tls</td><td>{@code SSLSocket} of core's context: protocols, host name check, SNI</td></tr>
 * <tr><td>retry</td><td>core's; a {@code Connection} of Jedis has none</td></tr>
 * <tr><td>protocol</td><td>RESP2, by sending no {@code HELLO}</td></tr>
 * <tr><td>dead peers</td><td>{@code SO_KEEPALIVE}; idle connections are tried with {@code PING} every 30 s</td></tr>
 * </table>
 *
 * @since 0.1.0
 */
public final class JedisDriverFactory implements DriverFactory {
    /** Creates one. */
    public JedisDriverFactory() {}

    @Override
    public String name() {
        return "jedis";
    }

    @Override
    public String clientVersion() {
        return JedisOptions.clientVersion();
    }

    @Override
    public Connector connector(RedisConfig config, TlsSource tls) {
        return new JedisConnector(tls);
    }
}
