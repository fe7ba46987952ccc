package dev.redport.ratelimit;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/**
 * A period of the calendar.
 *
 * @since 0.1.0
 */
public enum CalendarPeriod {
    /** From midnight to midnight. */
    DAY,
    /** From Monday to Monday (ISO 8601). */
    WEEK,
    /** From the first of a month to the first of the next. */
    MONTH,
    /** From 1 January to 1 January. */
    YEAR;

    /** The first day of the period that contains a day. */
    LocalDate first(LocalDate day) {
        return switch (this) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    /** The first day of the period so many after that of a first day. */
    LocalDate plus(LocalDate first, int periods) {
        return switch (this) {
            case DAY -> first.plusDays(periods);
            case WEEK -> first.plusWeeks(periods);
            case MONTH -> first.plusMonths(periods);
            case YEAR -> first.plusYears(periods);
        };
    }

    /** The longest such period lasts so many days. */
    int days() {
        return switch (this) {
            case DAY -> 1;
            case WEEK -> 7;
            case MONTH -> 31;
            case YEAR -> 366;
        };
    }
}
