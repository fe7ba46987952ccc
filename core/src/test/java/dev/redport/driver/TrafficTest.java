package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    void oneTripIsEnoughUntilTripsTakeLong() {
        assertThat(traffic.usefulTrips()).isOne();

        take(TimeUnit.MILLISECONDS.toNanos(1));

        assertThat(traffic.usefulTrips()).as("one for each 100 µs").isGreaterThanOrEqualTo(9);

        traffic.trip(System.nanoTime());

        assertThat(traffic.usefulTrips()).as("as fast as the fastest lately").isLessThan(9);
    }

    @Test
    void manyCallersAreFewIfTheServerIsFarAway() {
        assertThat(traffic.fewCallers()).isEqualTo(Traffic.FEW);

        take(TimeUnit.MILLISECONDS.toNanos(1));

        assertThat(traffic.fewCallers()).as("one for each 50 µs").isBetween(19, 100);

        take(TimeUnit.MICROSECONDS.toNanos(50));

        assertThat(traffic.fewCallers()).as("a near server").isEqualTo(Traffic.FEW);
    }

    private void take(long nanos) {
        for (int i = 0; i < 1_000; i++) {
            traffic.trip(System.nanoTime() - nanos);
        }
    }

    @Test
    void expectsValuesAsLargeAsLatelyHoweverManyComeAtOnce() {
        assertThat(traffic.expected(3)).isZero();

        List<byte[]> values = Collections.nCopies(20, new byte[1_000]);
        traffic.reply(Command.of(Verb.MGET, new byte[20][1]), Reply.of(values));

        assertThat(traffic.expected(1)).as("a value").isEqualTo(1_000);
        assertThat(traffic.expected(3)).isEqualTo(3_000);

        traffic.replies(List.of(GatedNode.get("k"), GatedNode.get("l")), List.of(Reply.of(new byte[3_000])));

        assertThat(traffic.expected(1)).as("grows at once").isEqualTo(3_000);

        for (int i = 0; i < 200; i++) {
            traffic.reply(GatedNode.get("k"), Reply.of(new byte[10]));
        }

        assertThat(traffic.expected(1)).as("shrinks by and by").isBetween(10L, 300L);
    }

    @Test
    void aListIsAnsweredWithAsManyValuesAsItHasKeys() {
        Command list = Command.of(Verb.MGET, new byte[5][1]);
        Command write = Command.of(Verb.SET, new byte[4][1]);

        assertThat(Load.values(List.of(list, write, GatedNode.get("k")))).isEqualTo(7);
    }
}
