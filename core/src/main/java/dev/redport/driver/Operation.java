package dev.redport.driver;

/**
 * What a call is for: the closed list of values of the metric tag {@code operation}.
 *
 * @since 0.1.0
 */
public enum Operation {
    /** Looks up one cache entry. */
    CACHE_GET("cache.get"),
    /** Looks up many cache entries. */
    CACHE_GET_ALL("cache.get_all"),
    /** Claims the right to fill missing cache entries. */
    CACHE_LEASE("cache.lease"),
    /** Stores what a loader returned. */
    CACHE_FILL("cache.fill"),
    /** Writes one cache entry. */
    CACHE_PUT("cache.put"),
    /** Writes many cache entries. */
    CACHE_PUT_ALL("cache.put_all"),
    /** Writes a cache entry if there is none. */
    CACHE_PUT_IF_ABSENT("cache.put_if_absent"),
    /** Replaces a cache entry that has not changed. */
    CACHE_REPLACE("cache.replace"),
    /** Gives a cache entry another time to live. */
    CACHE_TOUCH("cache.touch"),
    /** Asks whether a cache entry is there. */
    CACHE_EXISTS("cache.exists"),
    /** Removes cache entries by key. */
    CACHE_INVALIDATE("cache.invalidate"),
    /** Removes all entries of a cache. */
    CACHE_CLEAR("cache.clear"),
    /** Takes tokens of one key, now or not at all. */
    RATELIMIT_TRY_ACQUIRE("ratelimit.try_acquire"),
    /** Takes tokens of many keys. */
    RATELIMIT_TRY_ACQUIRE_ALL("ratelimit.try_acquire_all"),
    /** Reserves tokens. */
    RATELIMIT_ACQUIRE("ratelimit.acquire"),
    /** Looks at what is left. */
    RATELIMIT_PEEK("ratelimit.peek"),
    /** Charges what was used. */
    RATELIMIT_DEBIT("ratelimit.debit"),
    /** Gives back what was not used. */
    RATELIMIT_REFUND("ratelimit.refund"),
    /** Forgets what was taken. */
    RATELIMIT_RESET("ratelimit.reset"),
    /** Asks whether Redis answers. */
    HEALTH_PING("health.ping"),
    /** Anything sent through the driver directly. */
    OTHER("other");

    private final String tag;

    Operation(String tag) {
        this.tag = tag;
    }

    /**
     * The value of the metric tag.
     *
     * @return for example {@code cache.get}
     */
    public String tag() {
        return tag;
    }
}
