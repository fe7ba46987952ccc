package dev.redport.examples.demo;

import static java.util.Objects.requireNonNull;

/** A row of the data set, as it is stored in SQL, cached in Redis and sent as JSON. */
record City(long id, String name, String country, long population, double latitude, double longitude) {
    City {
        requireNonNull(name, "name");
        requireNonNull(country, "country");
    }
}
