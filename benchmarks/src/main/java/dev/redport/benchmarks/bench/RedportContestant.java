package dev.redport.benchmarks.bench;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Redport's ports as they are unless set otherwise. */
final class RedportContestant implements Contestant {
    private static final List<String> IDS =
            IntStream.range(0, Site.KEYS).mapToObj(i -> "user" + (1000 + i)).toList();

    private final String name;
    private final String driver;
    private final String configuration;
    private final Site site;
    private final Redport redport;
    private final Cache<String, byte[]> cache;
    private boolean filled;

    RedportContestant(String name, String driver, String configuration, Site site, Redport redport) {
        this.name = name;
        this.driver = driver;
        this.configuration = configuration;
        this.site = site;
        this.redport = redport;
        cache = redport.cache(CacheSpec.named("page", Codecs.bytes()).ttl(Duration.ofHours(1)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String driver() {
        return driver;
    }

    @Override
    public Role role() {
        return Role.REDPORT;
    }

    @Override
    public String configuration() {
        return configuration;
    }

    @Override
    public Optional<Task> task(Workload workload) {
        int count = workload.valuesPerCall();
        byte[][] values = site.values();
        return switch (workload) {
            case GET -> filled((caller, random) -> get(random % Site.KEYS));
            case PUT ->
                Optional.of(
                        (caller, random) -> cache.put(IDS.get(random % Site.KEYS), values[random % Site.KEYS % 26]));
            case GET_OR_LOAD -> filled((caller, random) -> getOrLoad(random % Site.KEYS));
            case MGET_1, MGET_10, MGET_100, MGET_1000 ->
                filled((caller, random) -> findAll(random % (Site.KEYS - count + 1), count));
            case GETS_10, GETS_100, GETS_1000 ->
                filled((caller, random) -> {
                    for (int i = 0; i < count; i++) {
                        get((random + i) % Site.KEYS);
                    }
                });
            case LIMITER -> Optional.of(limiter("many", Site.LIMITER_KEYS));
            case LIMITER_HOT -> Optional.of(limiter("hot", 1));
            case LIMITER_DENIED -> Optional.of(denied());
            case TOKEN_CHECK -> Optional.of(RedportTokens.check(redport));
            case TOKEN_ROTATE -> Optional.of(RedportTokens.rotate(redport));
            case CODEC -> Optional.empty();
        };
    }

    private Optional<Task> filled(Task task) {
        if (!filled) {
            filled = true;
            for (int i = 0; i < Site.KEYS; i++) {
                cache.put(IDS.get(i), site.value(i));
            }
        }
        return Optional.of(task);
    }

    private void get(int key) {
        site.check(key, cache.lookup(IDS.get(key)).value().orElseThrow());
    }

    private void getOrLoad(int key) {
        site.check(key, cache.getOrLoad(IDS.get(key), id -> {
            throw new IllegalStateException(id + ": absent (expected: a hit)");
        }));
    }

    private void findAll(int first, int count) {
        Map<String, byte[]> found = cache.findAll(IDS.subList(first, first + count));
        if (found.size() != count) {
            throw new IllegalStateException(found.size() + " values (expected: " + count + ")");
        }
        int index = first;
        for (byte[] value : found.values()) {
            site.check(index++, value);
        }
    }

    private Task limiter(String policy, int keys) {
        RateLimiter limiter = redport.rateLimiter(policy(policy, LimiterCall.plenty()));
        List<String> ids = LimiterCall.subjects(keys);
        return (caller, random) ->
                expect(limiter.tryAcquire(ids.get(random % keys)).allowed(), "denied");
    }

    private Task denied() {
        RateLimiter limiter =
                redport.rateLimiter(policy("denied", Limit.tokenBucket(1).refill(1, Duration.ofHours(1))));
        boolean unused = limiter.tryAcquire("key").allowed();
        return (caller, random) -> expect(!limiter.tryAcquire("key").allowed(), "allowed");
    }

    /** A slow answer is a slow answer, not one that is made up. */
    private static RateLimitPolicy policy(String name, Limit limit) {
        return RateLimitPolicy.named(name)
                .limit(limit)
                .onUnavailable(OutagePolicy.THROW)
                .deadline(Duration.ofSeconds(20));
    }

    private static void expect(boolean outcome, String otherwise) {
        if (!outcome) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void close() {
        redport.close();
    }
}
