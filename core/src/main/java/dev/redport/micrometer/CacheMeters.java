package dev.redport.micrometer;

import dev.redport.driver.RedisListener.LookupOutcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;

/** The meters of one cache. */
final class CacheMeters {
    private final Counter hits;
    private final Counter absent;
    private final Counter misses;
    private final Counter corrupt;
    private final Counter bypassed;
    private final DistributionSummary bytes;

    CacheMeters(Meters meters) {
        hits = meters.counter("redis.cache.hits", "Lookups that found a value, or that there is none");
        absent = meters.counter("redis.cache.absent", "Hits that found that there is no value");
        misses = meters.counter("redis.cache.misses", "Lookups that found nothing");
        corrupt = meters.counter("redis.cache.corrupt", "Misses because the bytes could not be decoded");
        bypassed = meters.counter("redis.cache.bypassed", "Misses because Redis failed and the cache was bypassed");
        bytes = meters.summary("redis.cache.value.bytes", "The sizes of the values written");
    }

    void lookup(LookupOutcome outcome, int count) {
        switch (outcome) {
            case HIT -> hits.increment(count);
            case ABSENT -> {
                hits.increment(count);
                absent.increment(count);
            }
            case MISS -> misses.increment(count);
            case CORRUPT -> corrupt.increment(count);
            case BYPASS -> bypassed.increment(count);
        }
    }

    void store(int size) {
        bytes.record(size);
    }
}
