package dev.redport.testkit.contract;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Servers for several suites, one after the other: started when the first asks for them. Not safe for several threads. */
final class SharedServers implements AutoCloseable {
    private final Supplier<Deployment> start;
    private @Nullable Deployment servers;

    SharedServers(Supplier<Deployment> start) {
        this.start = start;
    }

    /** Lends them to a suite, which does not close them. */
    Deployment lent() {
        Deployment running = servers;
        if (running == null) {
            running = start.get();
            servers = running;
        }
        return running.lent();
    }

    @Override
    public void close() {
        Deployment running = servers;
        if (running != null) {
            running.close();
        }
    }
}
