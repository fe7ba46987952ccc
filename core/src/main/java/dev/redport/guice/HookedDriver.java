package dev.redport.guice;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Reply;
import java.util.List;

/** Closes the driver when the JVM ends, unless it was closed before. */
final class HookedDriver implements RedisDriver {
    private final RedisDriver delegate;
    private final Thread hook;

    private HookedDriver(RedisDriver delegate) {
        this.delegate = delegate;
        this.hook = new Thread(delegate::close, "redport-shutdown");
    }

    static RedisDriver over(RedisDriver delegate) {
        HookedDriver driver = new HookedDriver(delegate);
        try {
            Runtime.getRuntime().addShutdownHook(driver.hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already; the driver's threads are daemons and end with it.
        }
        return driver;
    }

    /** A factory of drivers with a hook. */
    static DriverFactory over(DriverFactory factory) {
        return new DriverFactory() {
            @Override
            public String name() {
                return factory.name();
            }

            @Override
            public RedisDriver connect(RedisConfig config) {
                return over(factory.connect(config));
            }
        };
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

    @Override
    public Reply execute(Command command, Call call) {
        return delegate.execute(command, call);
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return delegate.executeAll(commands, call);
    }

    @Override
    public List<Reply> executeOnMasters(Command command, Call call) {
        return delegate.executeOnMasters(command, call);
    }

    @Override
    public DriverInfo info() {
        return delegate.info();
    }

    @Override
    public PoolStats pool() {
        return delegate.pool();
    }

    @Override
    public String toString() {
        return delegate.toString();
    }
}
