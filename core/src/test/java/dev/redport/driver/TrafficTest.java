package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficTest {
    private final Traffic traffic = new Traffic();

    @Test
    void oneTripIsEnoughUntilTripsTakeLong() {
        assertThat(traffic.usefulTrips()).isOne();

        for (int i = 0; i < 1_000; i++) {
            traffic.trip(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(1));
        }

        assertThat(traffic.usefulTrips()).as("one for each 100 µs").isGreaterThanOrEqualTo(9);

        traffic.trip(System.nanoTime());

        assertThat(traffic.usefulTrips()).as("as fast as the fastest lately").isLessThan(9);
    }
}
