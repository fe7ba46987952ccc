package dev.redport.driver.jedis;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Connector;
import dev.redport.driver.Greeting;
import dev.redport.driver.Node;

/** The one thread that all nodes share. */
final class JedisConnector implements Connector {
    private final TlsSource tls;
    private final Watchdog watchdog = new Watchdog();

    JedisConnector(TlsSource tls) {
        this.tls = tls;
        watchdog.start();
    }

    @Override
    public Node node(RedisConfig config, Greeting greeting) {
        return new JedisNode(new JedisOptions(config, greeting, tls), watchdog);
    }

    @Override
    public void close() {
        watchdog.stop();
    }
}
