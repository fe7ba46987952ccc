package dev.redport.examples.demo;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The data set that comes with the demo: GeoNames, CC BY 4.0; see cities-ATTRIBUTION.txt beside it. */
final class CityFile {
    private static final String NAME = "cities.tsv";

    private CityFile() {}

    static List<City> read() throws IOException {
        try (InputStream file = CityFile.class.getResourceAsStream(NAME)) {
            if (file == null) {
                throw new FileNotFoundException(NAME);
            }
            return new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))
                    .lines()
                    .skip(1)
                    .map(CityFile::city)
                    .toList();
        }
    }

    private static City city(String line) {
        String[] field = line.split("\t", -1);
        return new City(
                Long.parseLong(field[0]),
                field[1],
                field[2],
                Long.parseLong(field[3]),
                Double.parseDouble(field[4]),
                Double.parseDouble(field[5]));
    }
}
