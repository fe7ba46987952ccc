package dev.redport.testkit.contract;

import dev.redport.ratelimit.CalendarPeriod;
import dev.redport.ratelimit.Limit;
import java.time.Duration;
import java.time.ZoneOffset;

/** Every kind of limit, with a day as its period, which the calendar in UTC shares with the windows of the clock. */
enum LimitKind {
    BUCKET,
    SLIDING,
    FIXED,
    FIRST_USE,
    CALENDAR,
    LOG;

    static final Duration DAY = Duration.ofDays(1);

    Limit limit(long limit) {
        return switch (this) {
            case BUCKET -> Limit.tokenBucket(limit).per(DAY);
            case SLIDING -> Limit.slidingWindow(limit, DAY);
            case FIXED -> Limit.fixedWindow(limit, DAY);
            case FIRST_USE -> Limit.windowFromFirstUse(limit, DAY);
            case CALENDAR -> Limit.calendar(limit, CalendarPeriod.DAY, ZoneOffset.UTC);
            case LOG -> Limit.slidingLog(limit, DAY);
        };
    }

    /** The key in Redis of a policy named {@code p}. */
    String key(String text) {
        return (this == LOG ? "test:rl:p:v1:" : "test:r:p:v1:") + text;
    }
}
