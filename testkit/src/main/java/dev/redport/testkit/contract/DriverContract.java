package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import dev.redport.testkit.EmbeddedRedis;
import org.junit.jupiter.api.Nested;

/**
 * All suites for one driver.
 *
 * <pre>{@code
 * class MyDriverContractTest extends DriverContract {
 *     @Override
 *     protected DriverFactory factory() {
 *         return new MyDriverFactory();
 *     }
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public abstract class DriverContract {
    /** For subclasses. */
    protected DriverContract() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    @Nested
    class Commands extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CommandsOverTls extends CommandsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        protected EmbeddedRedis startServer() {
            return EmbeddedRedis.builder().tls().start();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Settings extends SettingsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Failures extends FailureContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Outages extends OutageContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Retries extends RetryContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Tls extends TlsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class Caches extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CachesOverTls extends CacheContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }

        @Override
        protected EmbeddedRedis startServer() {
            return EmbeddedRedis.builder().tls().start();
        }
    }

    @Nested
    class CacheLoading extends CacheLoadingContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class CachePitfalls extends CachePitfallsContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }

    @Nested
    class HealthChecks extends HealthContract {
        @Override
        protected DriverFactory factory() {
            return DriverContract.this.factory();
        }
    }
}
