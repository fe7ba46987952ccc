package dev.redport.ratelimit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.Command;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final byte[] KEY = "app:r:api:v1:ada".getBytes(US_ASCII);
    private static final Limit BURST = Limit.tokenBucket(10).per(Duration.ofSeconds(1));
    private static final Limit DAILY = Limit.calendar(5, CalendarPeriod.DAY, ZoneOffset.UTC);
    private static final long DAY = 86_400;

    private static String text(Command command, int arg) {
        return new String(command.arg(arg), US_ASCII);
    }

    private static String spec(Plan plan, long second) {
        return text(plan.take(KEY, second, 'a', 1, 1), 3);
    }

    @Test
    void asksTheScriptAboutOneKey() {
        Plan plan = new Plan(List.of(BURST, Limit.fixedWindow(7, Duration.ofSeconds(2))));
        Command take = plan.take(KEY, 0, 'a', 3, 8);
        assertThat(take.verb()).isEqualTo(Verb.EVALSHA);
        assertThat(take.replay()).isEqualTo(Replay.NEVER);
        assertThat(text(take, 1)).isEqualTo("1");
        assertThat(take.arg(2)).isEqualTo(KEY);
        assertThat(text(take, 3)).isEqualTo("b1,100000,1,10 f2000000,7");
        assertThat(text(take, 4)).isEqualTo("a,3,8");
    }

    @Test
    void looksWithACommandThatMayBeRepeated() {
        Command look = new Plan(List.of(BURST)).look(KEY, 0, 3);
        assertThat(look.replay()).isEqualTo(Replay.READ);
        assertThat(text(look, 4)).isEqualTo("p,3,1");
    }

    @Test
    void followsTheCalendarForwardsAndBackwards() {
        Plan plan = new Plan(List.of(BURST, DAILY));
        String first = "b1,100000,1,10 c5,-86400,0,86400,172800";
        String second = "b1,100000,1,10 c5,0,86400,172800,259200";
        assertThat(spec(plan, 0)).isEqualTo(first);
        assertThat(spec(plan, DAY - 1)).isEqualTo(first);
        assertThat(spec(plan, DAY)).isEqualTo(second);
        assertThat(spec(plan, DAY - 1)).as("a clock that was put back").isEqualTo(first);
    }

    @Test
    void knowsTheTightestLimitAndWhetherThereIsALog() {
        Limit log = Limit.slidingLog(7, Duration.ofSeconds(1));
        assertThat(new Plan(List.of(BURST, DAILY)).tightest()).isEqualTo(DAILY);
        assertThat(new Plan(List.of(BURST)).logged()).isFalse();
        assertThat(new Plan(List.of(BURST, log)).logged()).isTrue();
    }

    @Test
    void isEqualIfTheLimitsAre() {
        assertThat(new Plan(List.of(BURST, DAILY)))
                .isEqualTo(new Plan(List.of(BURST, DAILY)))
                .hasSameHashCodeAs(new Plan(List.of(BURST, DAILY)))
                .isNotEqualTo(new Plan(List.of(DAILY, BURST)));
    }

    @Test
    void readsAnAnswerToTheMicrosecond() {
        Plan plan = new Plan(List.of(BURST, DAILY));
        Answer answer = Answer.of(reply("0,2,3,86400000001,90000000"), plan);
        assertThat(answer.decision())
                .isEqualTo(new Decision(
                        Decision.Outcome.DENIED,
                        5,
                        3,
                        Duration.ofDays(1).plusNanos(1_000),
                        Duration.ofSeconds(90),
                        "5-per-DAY",
                        Decision.Source.REDIS));
        assertThat(Answer.otherSecond(reply("-1,77"))).isEqualTo(77);
        assertThat(Answer.otherSecond(reply("1,1,1,1,1"))).isEqualTo(-1);
        assertThatThrownBy(() -> Answer.of(reply("1,1,1"), plan))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("limit.lua: 1,1,1 (expected: 5 integers)");
    }

    private static Reply reply(String text) {
        return Reply.of(text.getBytes(US_ASCII));
    }
}
