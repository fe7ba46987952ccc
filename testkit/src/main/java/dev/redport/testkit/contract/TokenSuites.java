package dev.redport.testkit.contract;

import dev.redport.driver.DriverFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/**
 * All suites of the token store, one after the other on the same servers.
 *
 * @since 0.1.0
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TokenSuites {
    private Deployment servers;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // the servers are started before the first suite
    protected TokenSuites() {}

    /**
     * The driver under test.
     *
     * @return its factory
     */
    protected abstract DriverFactory factory();

    abstract Deployment startServers();

    @BeforeAll
    void startTheServers() {
        servers = startServers();
    }

    Deployment lentServers() {
        return servers.lent();
    }

    @AfterAll
    void closeTheServers() {
        servers.close();
    }

    @Nested
    class Health extends TokenHealthContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Sessions extends TokenSessionsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class SessionLimits extends TokenSessionLimitsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class SessionScenarios extends TokenSessionScenariosContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class SessionModel extends TokenSessionModelContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Histories extends TokenHistoryContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Revocations extends TokenRevocationsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Cutoffs extends TokenCutoffsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Flaws extends TokenFlawsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Names extends TokenNamesContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Outages extends TokenOutageContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class SessionTokens extends TokenSessionTokensContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class SessionAsvs extends TokenSessionAsvsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Legacy extends TokenLegacyContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class RefreshTokens extends TokenRefreshContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Grace extends TokenRefreshGraceContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Binding extends TokenRefreshBindingContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Scenarios extends TokenRefreshScenariosContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Standards extends TokenRefreshStandardsContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class OneTime extends TokenOneTimeContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Claims extends TokenClaimContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Model extends TokenModelContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Races extends TokenRaceContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Replays extends TokenReplayContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class LostWrites extends TokenLostWritesContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Secrecy extends TokenSecrecyContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }

    @Nested
    class Replication extends TokenReplicationContract {
        @Override
        protected DriverFactory factory() {
            return TokenSuites.this.factory();
        }

        @Override
        Deployment startServers() {
            return lentServers();
        }
    }
}
