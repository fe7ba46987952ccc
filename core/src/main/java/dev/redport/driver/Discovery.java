package dev.redport.driver;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds out where the servers are. */
interface Discovery {
    /**
     * Asks.
     *
     * @param last what was found before, if anything
     * @return what is so now
     * @throws RedisException if nobody could tell
     */
    Layout discover(@Nullable Layout last);

    /** What the sentinels said of themselves the last time; null where there are none. */
    default @Nullable SentinelView sentinels() {
        return null;
    }

    /** How often to ask although nothing seems to have happened. */
    default Duration period() {
        return Duration.ofSeconds(5);
    }
}
