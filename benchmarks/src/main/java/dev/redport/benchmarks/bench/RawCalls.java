package dev.redport.benchmarks.bench;

import java.util.function.IntPredicate;

/** A client's own typed calls on the values of a {@link Site}, whose keys are made beforehand. Thread-safe. */
interface RawCalls extends AutoCloseable {
    /** What the keys begin with after the site's prefix: as long as what a cache of Redport puts before its own. */
    String KIND = ":d:page:v1:";

    /** Is handed what was read. */
    interface Found {
        void value(int index, byte[] value);
    }

    byte[] get(int key);

    /** With an expiry of an hour. */
    void put(int key, byte[] value);

    /** Reads keys in the client's fastest way; hands out all values, or fails. */
    void mget(int first, int count, Found found);

    /** Asks for a permit of a subject, by its index, and tells whether it was had. */
    IntPredicate limiter(LimiterCall call);

    /** Whether the script of a limiter gave what was asked for. */
    static boolean isTaken(Object reply) {
        return reply instanceof byte[] text && text.length > 1 && text[0] == '1' && text[1] == ',';
    }

    @Override
    void close();

    /** All keys of a site, in order. */
    static String[] keys(Site site) {
        String[] keys = new String[Site.KEYS];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = site.prefix() + KIND + "user" + (1000 + i);
        }
        return keys;
    }
}
