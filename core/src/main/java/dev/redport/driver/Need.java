package dev.redport.driver;

/**
 * What Redport needs a command for.
 *
 * @since 0.1.0
 */
public enum Need {
    /** Every connection, to any server. */
    CONNECTION("every connection"),
    /** Connections to a database other than 0. */
    DATABASE("a database other than 0"),
    /** The cache. */
    CACHE("cache"),
    /** The token store. */
    TOKEN_STORE("token store"),
    /** The rate limiter. */
    RATE_LIMITER("rate limiter"),
    /** The health check. */
    HEALTH("health"),
    /** Connections to the nodes of a Cluster. */
    CLUSTER("Cluster"),
    /** Connections to the sentinels themselves. */
    SENTINEL("Sentinel");

    private final String text;

    Need(String text) {
        this.text = text;
    }

    /**
     * The need for people.
     *
     * @return such as {@code cache}
     */
    public String text() {
        return text;
    }
}
