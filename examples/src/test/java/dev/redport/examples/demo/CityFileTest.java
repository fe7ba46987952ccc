package dev.redport.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CityFileTest {
    @Test
    void holdsTheCitiesItsAttributionTellsOf() throws IOException {
        List<City> cities = CityFile.read();
        assertThat(cities).hasSize(5_792);
        assertThat(cities).extracting(City::id).doesNotHaveDuplicates().isSorted();
        assertThat(cities).allSatisfy(city -> {
            assertThat(city.name()).isNotBlank();
            assertThat(city.country()).matches("[A-Z]{2}");
            assertThat(city.population()).isGreaterThanOrEqualTo(75_000);
            assertThat(city.latitude()).isBetween(-90.0, 90.0);
            assertThat(city.longitude()).isBetween(-180.0, 180.0);
        });
        assertThat(cities).contains(new City(2657896, "Z\u00fcrich", "CH", 341730, 47.3667, 8.55));
    }

    @Test
    void comesWithItsAttribution() throws IOException {
        try (InputStream file = Objects.requireNonNull(CityFile.class.getResourceAsStream("cities-ATTRIBUTION.txt"))) {
            assertThat(new String(file.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("GeoNames", "https://creativecommons.org/licenses/by/4.0/", "What was changed", "5,792");
        }
    }
}
