package dev.redport.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * One counter for each period of a calendar. The client says when the periods around its own time begin, and the script
 * picks the one that the server's clock is in: a client's clock may be a whole period wrong.
 */
record CalendarRule(long limit, CalendarPeriod period, ZoneId zone) implements Rule {
    CalendarRule {
        if (limit > EXACT) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: <= 2^51)");
        }
    }

    @Override
    public Duration window() {
        return Duration.ofDays(period.days());
    }

    @Override
    public String spec(long epochSecond) {
        LocalDate first = first(epochSecond);
        return "c" + limit + "," + begin(first, -1) + "," + begin(first, 0) + "," + begin(first, 1) + ","
                + begin(first, 2);
    }

    @Override
    public long specUntil(long epochSecond) {
        return begin(first(epochSecond), 1);
    }

    private LocalDate first(long epochSecond) {
        return period.first(LocalDate.ofInstant(Instant.ofEpochSecond(epochSecond), zone));
    }

    private long begin(LocalDate first, int periods) {
        return period.plus(first, periods).atStartOfDay(zone).toEpochSecond();
    }
}
