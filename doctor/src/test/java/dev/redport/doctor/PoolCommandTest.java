package dev.redport.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.doctor.PoolAdvice.Driver;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class PoolCommandTest {
    @ParameterizedTest
    @CsvSource({
        "2000/s, 2ms, 8, 2, 2",
        "120000/min, 2000us, 8, 2, 2",
        "1/s, 1ms, 2, 2, 2",
        "50000/s, 3ms, 300, 10, 19",
        "100.5/s, 10ms, 3, 2, 2"
    })
    void sizesByLittlesLaw(String rate, String latency, long jedis, long lettuce, long redisson) {
        PoolAdvice advice = PoolAdvice.little(new Quantity.Rate().convert(rate), new Quantity.Time().convert(latency));
        assertThat(advice.size(Driver.jedis)).isEqualTo(jedis);
        assertThat(advice.size(Driver.lettuce)).isEqualTo(lettuce);
        assertThat(advice.size(Driver.redisson)).isEqualTo(redisson);
    }

    @ParameterizedTest
    @CsvSource({"1, 10, 2", "99, 10, 2", "100, 25, 5", "999, 25, 5", "1000, 50, 10", "10000, 50, 10", "10001, 100, 20"})
    void sizesByTheTableOfTheGuide(long users, long size, long minIdle) {
        assertThat(PoolAdvice.users(users).inFlight()).isEqualTo(size);
        assertThat(PoolAdvice.minIdle(size)).isEqualTo(minIdle);
    }

    @Test
    void printsTheLinesToSet() {
        Ran ran = Ran.with(Map.of(), "pool", "--rate", "2000/s", "--latency", "2ms", "--users", "800");
        assertThat(ran.status()).isZero();
        assertThat(ran.lines())
                .contains("REDIS_POOL_SIZE=8", "REDIS_MIN_IDLE_CONNS=2")
                .allMatch(line -> line.length() <= 100);
        assertThat(ran.out()).contains("800 users", "25 connections", "= 4 calls in flight");
        assertThat(ran.out()).doesNotContain("rule of thumb");
        Ran table = Ran.with(Map.of(), "pool", "--users", "800");
        assertThat(table.lines()).contains("REDIS_POOL_SIZE=25");
        assertThat(table.out()).contains("By the guide's table", "rule of thumb");
    }

    @Test
    void keepsToTheDriverAndTheProfileOfTheEnvironment() {
        String[] arguments = {"pool", "--rate", "50000/s", "--latency", "3ms"};
        assertThat(Ran.with(Map.of("REDIS_DRIVER", "redisson"), arguments).lines())
                .contains("REDIS_POOL_SIZE=19");
        assertThat(Ran.with(Map.of(), "pool", "--rate", "50000/s", "--latency", "2ms", "--driver", "lettuce")
                        .lines())
                .contains("REDIS_POOL_SIZE=7");
        assertThat(Ran.with(
                                Map.of("REDIS_PROFILE", "production"),
                                "pool",
                                "--rate",
                                "50000/s",
                                "--latency",
                                "2ms",
                                "--driver",
                                "lettuce")
                        .lines())
                .contains("REDIS_POOL_SIZE=10");
    }

    @Test
    void saysWhatTheServerCannotTake() {
        Ran ran = Ran.with(Map.of(), "pool", "--users", "800", "--instances", "5", "--maxclients", "100");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).contains("WRONG: 5 x 25 = 125 connections", "maxclients 100");
        assertThat(Ran.with(Map.of(), "pool", "--users", "800", "--instances", "4", "--maxclients", "100")
                        .status())
                .isZero();
        Ran many = Ran.with(Map.of(), "pool", "--rate", "9000000/s", "--latency", "1s", "--maxclients", "10000000");
        assertThat(many.status()).isEqualTo(2);
        assertThat(many.out()).contains("WRONG: REDIS_POOL_SIZE takes no more than 10000");
    }
}
