package dev.redport.examples.demo;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.driver.RedisException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The cities over HTTP: what is asked for comes from the cache, and from the database what the cache does not know. */
final class Cities {
    private static final int MAX_IDS = 200;
    private static final long MAX_POPULATION = 1_000_000_000;
    private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,11}");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Cache<Long, City> cache;
    private final CityTable table;
    private final TracingListener tracing;

    Cities(Cache<Long, City> cache, CityTable table, TracingListener tracing) {
        this.cache = cache;
        this.table = table;
        this.tracing = tracing;
    }

    /**
     * Cities for five minutes, the knowledge that there is none for thirty seconds. While Redis is away up to eight
     * requests at a time go to the database. Each run has keys of its own, because it has a database of its own.
     */
    static CacheSpec<Long, City> spec(String run) {
        return CacheSpec.named("city", City.class)
                .<Long>keyedBy(id -> run + ":" + id)
                .ttl(Duration.ofMinutes(5))
                .negativeTtl(Duration.ofSeconds(30))
                .loadTimeout(Duration.ofSeconds(2))
                .bypass(8);
    }

    private record Found(Collection<City> cities, List<Long> unknown) {}

    private record Changed(long id, long population) {}

    /** The row is written, but the old one may still be cached; the request can be sent again. */
    private record NotInvalidated(String error, boolean written) {}

    /** One city. That there is none is remembered as well. */
    Answer one(String id) {
        if (!ID.matcher(id).matches()) {
            return badId();
        }
        Optional<City> found =
                cache.findOrLoad(Long.parseLong(id), key -> tracing.current().query(() -> table.find(key)));
        return found.map(city -> Answer.json(200, city)).orElseGet(Cities::noSuchCity);
    }

    /** Many cities: one round trip for those that are cached, one query for the others. */
    Answer many(String commaSeparated) {
        Set<Long> ids = new LinkedHashSet<>();
        for (String id : commaSeparated.split(",", -1)) {
            if (!ID.matcher(id).matches() || ids.size() == MAX_IDS) {
                return Answer.badRequest("ids: 1 to " + MAX_IDS + " positive numbers with commas between");
            }
            ids.add(Long.parseLong(id));
        }
        Map<Long, City> found =
                cache.getOrLoadAll(ids, missing -> tracing.current().query(() -> table.findAll(missing)));
        List<Long> unknown = ids.stream().filter(id -> !found.containsKey(id)).toList();
        return Answer.json(200, new Found(found.values(), unknown));
    }

    /** Writes the row first and removes the cached entry then, so that no reader can cache the old row for good. */
    Answer update(String id, String body) throws SQLException {
        if (!ID.matcher(id).matches()) {
            return badId();
        }
        Optional<Long> population = population(body);
        if (population.isEmpty()) {
            return Answer.badRequest("{\"population\": 0 to " + MAX_POPULATION + "}");
        }
        long key = Long.parseLong(id);
        if (!written(key, population.get())) {
            return noSuchCity();
        }
        try {
            cache.invalidate(key);
        } catch (RedisException e) {
            return Answer.json(503, new NotInvalidated(e.kind().tag(), true));
        }
        return Answer.json(200, new Changed(key, population.get()));
    }

    private boolean written(long id, long population) throws SQLException {
        try {
            return tracing.current().query(() -> table.updatePopulation(id, population));
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Long> population(String body) {
        try {
            JsonNode value = JSON.readTree(body).path("population");
            return value.isIntegralNumber() && value.canConvertToLong()
                    ? Optional.of(value.longValue()).filter(count -> count >= 0 && count <= MAX_POPULATION)
                    : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private static Answer badId() {
        return Answer.badRequest("/cities/ID with a positive number of up to 12 digits");
    }

    private static Answer noSuchCity() {
        return Answer.error(404, "no_such_city");
    }
}
