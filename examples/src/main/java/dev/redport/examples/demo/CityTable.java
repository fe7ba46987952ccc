package dev.redport.examples.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.h2.jdbcx.JdbcConnectionPool;

/** The cities in SQL: an H2 database in the memory of this process, gone when it is closed. */
final class CityTable implements AutoCloseable {
    private static final String COLUMNS = "id, name, country, population, latitude, longitude";
    private static final int BATCH = 500;

    private final JdbcConnectionPool connections;

    private CityTable(JdbcConnectionPool connections) {
        this.connections = connections;
    }

    /** An empty table. */
    static CityTable create() throws SQLException {
        JdbcConnectionPool connections =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "demo", "");
        connections.setMaxConnections(DemoService.THREADS);
        CityTable table = new CityTable(connections);
        table.execute(
                "CREATE TABLE city (id BIGINT PRIMARY KEY, name VARCHAR NOT NULL, country CHAR(2) NOT NULL,"
                        + " population BIGINT NOT NULL, latitude DOUBLE PRECISION NOT NULL, longitude DOUBLE PRECISION NOT NULL)");
        return table;
    }

    Optional<City> find(long id) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM city WHERE id = ?")) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? Optional.of(city(row)) : Optional.empty();
            }
        }
    }

    /** The cities with these ids, in one query. */
    Map<Long, City> findAll(Set<Long> ids) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM city WHERE id = ANY(?)")) {
            query.setArray(1, connection.createArrayOf("BIGINT", ids.toArray()));
            Map<Long, City> found = new LinkedHashMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    City city = city(row);
                    found.put(city.id(), city);
                }
            }
            return found;
        }
    }

    /** Whether there was such a city to change. */
    boolean updatePopulation(long id, long population) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement update = connection.prepareStatement("UPDATE city SET population = ? WHERE id = ?")) {
            update.setLong(1, population);
            update.setLong(2, id);
            return update.executeUpdate() == 1;
        }
    }

    /** Adds cities, and tells after each batch how many it has added. */
    void insertAll(List<City> cities, IntConsumer progress) throws SQLException {
        try (Connection connection = connections.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO city (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)")) {
            int added = 0;
            for (City city : cities) {
                insert.setLong(1, city.id());
                insert.setString(2, city.name());
                insert.setString(3, city.country());
                insert.setLong(4, city.population());
                insert.setDouble(5, city.latitude());
                insert.setDouble(6, city.longitude());
                insert.addBatch();
                if (++added % BATCH == 0 || added == cities.size()) {
                    insert.executeBatch();
                    progress.accept(added);
                }
            }
        }
    }

    @Override
    public void close() throws SQLException {
        execute("SHUTDOWN");
        connections.dispose();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static City city(ResultSet row) throws SQLException {
        return new City(
                row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), row.getDouble(5), row.getDouble(6));
    }
}
