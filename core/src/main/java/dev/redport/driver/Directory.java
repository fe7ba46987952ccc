package dev.redport.driver;

import org.jspecify.annotations.Nullable;

/** Where the servers are: fixed, or watched because it changes. Thread-safe. */
interface Directory {
    /** What is known; waits for it only at the very beginning. */
    Layout layout(Call call);

    /** What is found by looking again, begun after this call. */
    Layout refreshed(Call call);

    /** A call failed in a way that may mean that the topology changed. */
    void suspect(Server server);

    /** What a call wanted is in nobody's hands, as far as is known. */
    void lookAgain();

    /** A server said that another one has the slot now. */
    void moved(int slot, Server to);

    /** What the sentinels said of themselves with the last look; null where there are none. */
    default @Nullable SentinelView sentinels() {
        return null;
    }

    void close();

    /** Of a server that is always the same. */
    static Directory fixed(Layout layout) {
        return new Directory() {
            @Override
            public Layout layout(Call call) {
                return layout;
            }

            @Override
            public Layout refreshed(Call call) {
                return layout;
            }

            @Override
            public void suspect(Server server) {}

            @Override
            public void lookAgain() {}

            @Override
            public void moved(int slot, Server to) {}

            @Override
            public void close() {}
        };
    }
}
