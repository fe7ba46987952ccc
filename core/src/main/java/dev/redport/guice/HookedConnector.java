package dev.redport.guice;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsSource;
import dev.redport.driver.Connector;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.Greeting;
import dev.redport.driver.Node;

/** Closes the connections when the JVM ends, unless that was done before. */
final class HookedConnector implements Connector {
    private final Connector delegate;
    private final Thread hook;

    private HookedConnector(Connector delegate) {
        this.delegate = delegate;
        this.hook = new Thread(delegate::close, "redport-shutdown");
    }

    private static Connector over(Connector delegate) {
        HookedConnector connector = new HookedConnector(delegate);
        try {
            Runtime.getRuntime().addShutdownHook(connector.hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already; the driver's threads are daemons and end with it.
        }
        return connector;
    }

    /** A factory of connectors with a hook. */
    static DriverFactory over(DriverFactory factory) {
        return new DriverFactory() {
            @Override
            public String name() {
                return factory.name();
            }

            @Override
            public String clientVersion() {
                return factory.clientVersion();
            }

            @Override
            public Connector connector(RedisConfig config, TlsSource tls) {
                return over(factory.connector(config, tls));
            }
        };
    }

    @Override
    public Node node(RedisConfig config, Greeting greeting) {
        return delegate.node(config, greeting);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs as well, and closing twice does no harm.
        }
        delegate.close();
    }
}
