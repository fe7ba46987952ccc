package dev.redport.benchmarks.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What is done in a call. */
public enum Workload {
    /** Reads one of {@link Site#KEYS} values. */
    GET("get", 1, "read one value"),
    /** Writes one of {@link Site#KEYS} values, with an expiry of an hour. */
    PUT("put", 1, "write one value that expires"),
    /** Reads one value that would be loaded if it were absent; it never is. */
    GET_OR_LOAD("getOrLoad", 1, "read one value, or load it (always there)"),
    /** Reads 1 value in a bulk call. */
    MGET_1("mget1", 1, "read 1 value in a bulk call"),
    /** Reads 10 values in one call. */
    MGET_10("mget10", 10, "read 10 values in one call"),
    /** Reads 100 values in one call. */
    MGET_100("mget100", 100, "read 100 values in one call"),
    /** Reads 1,000 values in one call. */
    MGET_1000("mget1000", 1000, "read 1,000 values in one call"),
    /** Reads 10 values one after the other. */
    GETS_10("gets10", 10, "read 10 values one by one"),
    /** Reads 100 values one after the other. */
    GETS_100("gets100", 100, "read 100 values one by one"),
    /** Reads 1,000 values one after the other. */
    GETS_1000("gets1000", 1000, "read 1,000 values one by one"),
    /** Takes a permit of one of {@link Site#LIMITER_KEYS} token buckets; always allowed. */
    LIMITER("limiter", 1, "take a permit, 10,000 keys"),
    /** Takes a permit of the same token bucket; always allowed. */
    LIMITER_HOT("limiterHot", 1, "take a permit, one key"),
    /** Is denied a permit of a token bucket that is empty for an hour. */
    LIMITER_DENIED("limiterDenied", 1, "be denied a permit, one key"),
    /** Checks one of 1,000 access tokens; none is revoked. */
    TOKEN_CHECK("tokenCheck", 1, "check an access token"),
    /** Rotates the refresh token of one of 2,048 subjects; each caller has subjects of its own. */
    TOKEN_ROTATE("tokenRotate", 1, "rotate a refresh token"),
    /** Writes a value as bytes and reads it again, without a server. */
    CODEC("codec", 1, "encode and decode, no network");

    private final String id;
    private final int valuesPerCall;
    private final String title;

    Workload(String id, int valuesPerCall, String title) {
        this.id = id;
        this.valuesPerCall = valuesPerCall;
        this.title = title;
    }

    /**
     * Its name on the command line and in reports.
     *
     * @return the name
     */
    public String id() {
        return id;
    }

    /**
     * How many values a call reads or writes.
     *
     * @return 1 or more
     */
    public int valuesPerCall() {
        return valuesPerCall;
    }

    /**
     * Says what is done.
     *
     * @return a few words
     */
    public String title() {
        return title;
    }

    /**
     * Finds one by its name.
     *
     * @param id such as {@code get}
     * @return the workload
     * @throws IllegalArgumentException if there is none, with all names
     */
    public static Workload of(String id) {
        return Arrays.stream(values())
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " (expected: "
                        + Arrays.stream(values()).map(Workload::id).collect(Collectors.joining(", ")) + ")"));
    }
}
