package dev.redport.health;

import dev.redport.driver.Need;
import dev.redport.driver.PortContext;
import java.time.Duration;

/**
 * Asks Redis whether it answers. Cheap enough for every readiness probe: callers within a second share one answer.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface HealthCheck {
    /**
     * Makes a check that gives up after one second.
     *
     * @param context what it stands on
     * @return the check
     */
    static HealthCheck over(PortContext context) {
        return over(context, Duration.ofSeconds(1));
    }

    /**
     * Makes a check.
     *
     * @param context what it stands on
     * @param deadline when it gives up; more than 0
     * @return the check
     * @throws IllegalArgumentException if the deadline is not positive
     */
    static HealthCheck over(PortContext context, Duration deadline) {
        return new RedisHealthCheck(context, deadline);
    }

    /**
     * Asks every master, unless somebody did within the last second. Never throws because of Redis, and returns by the deadline,
     * past the circuit breaker.
     *
     * @return what was found
     * @throws IllegalStateException if the driver is closed
     */
    Health check();

    /**
     * Asks for more than a probe needs: versions, roles, memory, persistence, connections, cluster and sentinels. For people who
     * look for a fault; each call asks. Never throws because of Redis, and returns within twice the deadline.
     *
     * @return what was found, and the answer of {@link #check}
     * @throws IllegalStateException if the driver is closed
     */
    HealthDetails details();

    /**
     * Notes that the service is of no use while this port does not work, so that {@link Health#isReady} follows Redis. {@code
     * Redport} does so for token stores, and for rate limiters that deny or throw while Redis is away. Without effect after {@link
     * #requireOnly}.
     *
     * @param port the cache, the token store or the rate limiter
     * @throws IllegalArgumentException if it is none of these
     */
    void require(Need port);

    /**
     * Decides once and for all which ports the service is of no use without, whatever {@link #require} says.
     *
     * @param ports some of the cache, the token store and the rate limiter; none for a service that is always ready
     * @throws IllegalArgumentException if one is none of these
     */
    void requireOnly(Need... ports);

    /**
     * Looks once a minute, too, whether the servers keep what a token store needs kept; {@link Health#warnings} tells. They do not
     * make the health worse. Calls after the first have no effect.
     */
    void watchDurability();
}
