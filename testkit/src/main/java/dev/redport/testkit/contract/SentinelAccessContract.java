package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.RedisAuthenticationException;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import org.junit.jupiter.api.Test;

/**
 * Sentinels and servers that let in only who has the right credentials, each their own, over TLS and without.
 *
 * @since 0.1.0
 */
public abstract class SentinelAccessContract extends FaultContract {
    private static final String DATA = "data-p+/=@:%w";
    private static final String WATCH = "watch-p+/=@:%w";

    /** For subclasses. */
    protected SentinelAccessContract() {}

    @Override
    RedisConfigBuilder config() {
        return settings();
    }

    private static RedisConfigBuilder of(EmbeddedSentinel sentinel, String user, String password) {
        return Deployment.of(sentinel).config().sentinelCredentials(() -> new Credentials(user, Secret.of(password)));
    }

    @Test
    void passwordsOverTlsAreSentToWhomTheyAreFor() {
        try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel()
                .tls()
                .password(DATA)
                .sentinelPassword(WATCH)
                .start()) {
            RedisDriver driver = patient(of(sentinel, "", WATCH).password(DATA));
            runPatiently(driver, Verb.SET, "a", "1");
            sentinel.failover();
            sentinel.rejoin();
            runPatiently(driver, Verb.SET, "a", "2");
            assertThat(sentinel.primary().execute("GET", "a")).isEqualTo("2");

            refused(of(sentinel, "", "wrong").password(DATA));
            refused(of(sentinel, "", WATCH).password("wrong"));
            refused(Deployment.of(sentinel).config().password(DATA));
        }
    }

    @Test
    void usersAreSentToWhomTheyAreFor() {
        try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel()
                .user("app", DATA, "~*", "+@all")
                .defaultUserOff()
                .sentinelUser(
                        "watcher",
                        WATCH,
                        "+sentinel|get-master-addr-by-name",
                        "+sentinel|master",
                        "+sentinel|replicas",
                        "+client|setname",
                        "+ping")
                .sentinelDefaultUserOff()
                .start()) {
            RedisDriver driver =
                    patient(of(sentinel, "watcher", WATCH).username("app").password(DATA));
            runPatiently(driver, Verb.SET, "a", "1");
            assertThat(sentinel.primary().execute("GET", "a")).isEqualTo("1");

            refused(of(sentinel, "app", DATA).username("app").password(DATA));
            refused(of(sentinel, "watcher", WATCH).username("watcher").password(WATCH));
        }
    }

    private void refused(RedisConfigBuilder config) {
        RedisDriver stranger = connect(config);
        RedisException thrown = catchThrowableOfType(RedisException.class, () -> run(stranger, Verb.GET, "a"));
        assertThat(thrown).isInstanceOf(RedisAuthenticationException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.AUTH);
        assertThat(thrown).hasMessageNotContaining("p+/=");
    }
}
