package dev.redport.health;

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
        return new PingHealthCheck(context, deadline);
    }

    /**
     * Asks, unless somebody did within the last second. Never throws because of Redis, and returns by the deadline.
     *
     * @return what was found
     * @throws IllegalStateException if the driver is closed
     */
    Health check();

    /**
     * Looks once a minute, too, whether the servers keep what a token store needs kept; {@link Health#warnings} tells. They do not
     * make the health worse. Calls after the first have no effect.
     */
    void watchDurability();
}
