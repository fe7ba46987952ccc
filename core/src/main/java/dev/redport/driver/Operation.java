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
    /** Denies a token. */
    TOKEN_DENY("token.deny"),
    /** Asks whether tokens were revoked. */
    TOKEN_CHECK("token.check"),
    /** Gives out a stamp. */
    TOKEN_STAMP("token.stamp"),
    /** Raises a cut-off, or revokes what a subject has. */
    TOKEN_REVOKE("token.revoke"),
    /** Creates a session. */
    TOKEN_SESSION_CREATE("token.session_create"),
    /** Looks up a session, and notes that it is in use. */
    TOKEN_SESSION_FIND("token.session_find"),
    /** Changes attributes or the token of a session. */
    TOKEN_SESSION_UPDATE("token.session_update"),
    /** Ends sessions. */
    TOKEN_SESSION_END("token.session_end"),
    /** Lists or counts sessions. */
    TOKEN_SESSION_LIST("token.session_list"),
    /** Issues the first refresh token of a family. */
    TOKEN_REFRESH_ISSUE("token.refresh_issue"),
    /** Looks at a refresh token. */
    TOKEN_REFRESH_VALIDATE("token.refresh_validate"),
    /** Exchanges a refresh token for the next. */
    TOKEN_REFRESH_ROTATE("token.refresh_rotate"),
    /** Revokes a family of refresh tokens. */
    TOKEN_REFRESH_REVOKE("token.refresh_revoke"),
    /** Issues a one-time token. */
    TOKEN_ONE_TIME_ISSUE("token.one_time_issue"),
    /** Uses, claims or releases a one-time token. */
    TOKEN_ONE_TIME_USE("token.one_time_use"),
    /** Waits until replicas have a change of a token. */
    TOKEN_REPLICATE("token.replicate"),
    /** The token hashes of the legacy facade. */
    TOKEN_LEGACY("token.legacy"),
    /** Asks whether Redis answers. */
    HEALTH_PING("health.ping"),
    /** Asks what only people want to know. */
    HEALTH_DETAILS("health.details"),
    /** Looks at the settings of the servers. */
    HEALTH_SETTINGS("health.settings"),
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
