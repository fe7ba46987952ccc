package dev.redport.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final Limit LIMIT = Limit.fixedWindow(3, Duration.ofMinutes(1));

    @Test
    void isForOneTokenByTheLimitsOfThePolicy() {
        Request request = Request.of("ada");
        assertThat(request.key()).isEqualTo("ada");
        assertThat(request.cost()).isOne();
        assertThat(request.limits()).isEmpty();
    }

    @Test
    void changesACopy() {
        Request request = Request.of("ada");
        Request other = request.limits(LIMIT).cost(7);
        assertThat(other.cost()).isEqualTo(7);
        assertThat(other.limits().orElseThrow()).containsExactly(LIMIT);
        assertThat(other.cost(8).limits()).isEqualTo(other.limits());
        assertThat(request.cost()).isOne();
        assertThat(request.limits()).isEmpty();
    }

    @Test
    void doesNotShowItsKey() {
        assertThat(Request.of("ada@example.org").cost(2).limits(LIMIT))
                .hasToString("Request[cost=2, limits=[3-per-PT1M]]");
        assertThat(Request.of("ada@example.org")).hasToString("Request[cost=1, limits=[]]");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> Request.of("ada").cost(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cost: 0 (expected: >= 1)");
        assertThatThrownBy(() -> Request.of("ada").limits(new Limit[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limits: 0 (expected: 1 to 8)");
        assertThatThrownBy(() -> Request.of("ada").limits(LIMIT, LIMIT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("limits: two named 3-per-PT1M");
    }
}
