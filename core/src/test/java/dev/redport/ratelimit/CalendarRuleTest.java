package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarRuleTest {
    private static CalendarRule rule(CalendarPeriod period, String zone) {
        return (CalendarRule) Limit.calendar(10, period, ZoneId.of(zone)).rule();
    }

    private static long second(String time) {
        return OffsetDateTime.parse(time).toEpochSecond();
    }

    /** The four beginnings the script is told. */
    private static List<Instant> begins(CalendarRule rule, long second) {
        String[] numbers = rule.spec(second).split(",", -1);
        assertThat(numbers[0]).isEqualTo("c10");
        return Arrays.stream(numbers)
                .skip(1)
                .map(number -> Instant.ofEpochSecond(Long.parseLong(number)))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DAY   | UTC               | 2024-02-28T12:00:00Z      | 2024-02-27T00:00Z 2024-02-28T00:00Z 2024-02-29T00:00Z 2024-03-01T00:00Z
            DAY   | UTC               | 2023-02-28T12:00:00Z      | 2023-02-27T00:00Z 2023-02-28T00:00Z 2023-03-01T00:00Z 2023-03-02T00:00Z
            DAY   | Europe/Berlin     | 2024-03-31T10:00:00Z      | 2024-03-29T23:00Z 2024-03-30T23:00Z 2024-03-31T22:00Z 2024-04-01T22:00Z
            DAY   | Europe/Berlin     | 2024-10-27T10:00:00Z      | 2024-10-25T22:00Z 2024-10-26T22:00Z 2024-10-27T23:00Z 2024-10-28T23:00Z
            DAY   | America/Sao_Paulo | 2018-11-04T12:00:00Z      | 2018-11-03T03:00Z 2018-11-04T03:00Z 2018-11-05T02:00Z 2018-11-06T02:00Z
            DAY   | America/Sao_Paulo | 2019-02-16T12:00:00Z      | 2019-02-15T02:00Z 2019-02-16T02:00Z 2019-02-17T03:00Z 2019-02-18T03:00Z
            DAY   | Asia/Beirut       | 2022-03-27T12:00:00Z      | 2022-03-25T22:00Z 2022-03-26T22:00Z 2022-03-27T21:00Z 2022-03-28T21:00Z
            DAY   | Asia/Beirut       | 2022-10-29T12:00:00Z      | 2022-10-27T21:00Z 2022-10-28T21:00Z 2022-10-29T22:00Z 2022-10-30T22:00Z
            DAY   | America/Havana    | 2023-11-05T12:00:00Z      | 2023-11-04T04:00Z 2023-11-05T04:00Z 2023-11-06T05:00Z 2023-11-07T05:00Z
            DAY   | Asia/Kathmandu    | 2024-05-01T00:00:00Z      | 2024-04-29T18:15Z 2024-04-30T18:15Z 2024-05-01T18:15Z 2024-05-02T18:15Z
            WEEK  | UTC               | 2024-12-31T23:59:59Z      | 2024-12-23T00:00Z 2024-12-30T00:00Z 2025-01-06T00:00Z 2025-01-13T00:00Z
            WEEK  | UTC               | 2025-01-05T23:59:59Z      | 2024-12-23T00:00Z 2024-12-30T00:00Z 2025-01-06T00:00Z 2025-01-13T00:00Z
            MONTH | UTC               | 2024-01-31T00:00:00Z      | 2023-12-01T00:00Z 2024-01-01T00:00Z 2024-02-01T00:00Z 2024-03-01T00:00Z
            MONTH | Europe/Berlin     | 2024-03-31T22:30:00Z      | 2024-02-29T23:00Z 2024-03-31T22:00Z 2024-04-30T22:00Z 2024-05-31T22:00Z
            YEAR  | UTC               | 2024-12-31T12:00:00Z      | 2023-01-01T00:00Z 2024-01-01T00:00Z 2025-01-01T00:00Z 2026-01-01T00:00Z
            YEAR  | Pacific/Auckland  | 2023-12-31T11:00:00Z      | 2022-12-31T11:00Z 2023-12-31T11:00Z 2024-12-31T11:00Z 2025-12-31T11:00Z
            """)
    void tellsThePeriodsAround(CalendarPeriod period, String zone, String now, String begins) {
        CalendarRule rule = rule(period, zone);
        String found = begins(rule, second(now)).stream()
                .map(begin -> begin.toString().replace(":00Z", "Z"))
                .collect(Collectors.joining(" "));
        assertThat(found).isEqualTo(begins);
    }

    /** The second is in the second of three periods, and the same text holds to the end it names. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "Europe/Berlin",
                "America/Sao_Paulo",
                "Asia/Beirut",
                "America/Havana",
                "Australia/Lord_Howe",
                "Africa/Cairo",
                "Pacific/Apia"
            })
    void isInTheSecondPeriodUntilItsEnd(String zone) {
        for (CalendarPeriod period : CalendarPeriod.values()) {
            CalendarRule rule = rule(period, zone);
            long end = second("2024-05-01T00:00:00Z");
            long step = period == CalendarPeriod.DAY ? 4 * 3_600 : 5 * 86_400;
            for (long now = second("2018-01-01T00:15:00Z"); now < end; now += step) {
                List<Instant> begins = begins(rule, now);
                Instant at = Instant.ofEpochSecond(now);
                assertThat(begins).isSorted();
                assertThat(at).isBetween(begins.get(1), begins.get(2).minusSeconds(1));
                assertThat(rule.specUntil(now)).isEqualTo(begins.get(2).getEpochSecond());
                assertThat(begins(rule, rule.specUntil(now)).get(1)).isEqualTo(begins.get(2));
                assertThat(Duration.between(begins.get(1), begins.get(2)))
                        .isLessThanOrEqualTo(rule.window().plusHours(3)); // where clocks are put back
            }
        }
    }

    /** Samoa had no 30 December 2011: a period that ends as it begins never contains a moment. */
    @Test
    void survivesADayThatNeverWas() {
        CalendarRule rule = rule(CalendarPeriod.DAY, "Pacific/Apia");
        assertThat(begins(rule, second("2011-12-29T12:00:00-10:00"))).isSorted();
        List<Instant> after = begins(rule, second("2011-12-31T12:00:00+14:00"));
        assertThat(after.get(0)).isEqualTo(after.get(1)).isEqualTo(Instant.parse("2011-12-30T10:00:00Z"));
    }

    @Test
    void hasAWindowOfItsLongestPeriodInWholeDays() {
        assertThat(rule(CalendarPeriod.DAY, "UTC").window()).isEqualTo(Duration.ofDays(1));
        assertThat(rule(CalendarPeriod.WEEK, "UTC").window()).isEqualTo(Duration.ofDays(7));
        assertThat(rule(CalendarPeriod.MONTH, "UTC").window()).isEqualTo(Duration.ofDays(31));
        assertThat(rule(CalendarPeriod.YEAR, "UTC").window()).isEqualTo(Duration.ofDays(366));
    }

    @Test
    void beginsAWeekOnMonday() {
        for (int day = 1; day <= 7; day++) {
            assertThat(CalendarPeriod.WEEK.first(LocalDate.of(2024, 7, day))).isEqualTo(LocalDate.of(2024, 7, 1));
        }
        assertThat(CalendarPeriod.MONTH.plus(LocalDate.of(2024, 2, 1), 12)).isEqualTo(LocalDate.of(2025, 2, 1));
    }
}
