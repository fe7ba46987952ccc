package dev.redport.driver;

import dev.redport.config.RedisConfig;

/**
 * What a client library shares among the servers it talks to: threads, timers, settings. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Connector extends AutoCloseable {
    /**
     * The connections to one server. They are opened in the background and when they are needed.
     *
     * @param config host, port, TLS, pool and timeouts; its topology is of no concern here
     * @param greeting what each new connection says first
     * @return an open node
     */
    Node node(RedisConfig config, Greeting greeting);

    /** Ends every connection of every node, and the threads, within two seconds. Calls after the first have no effect. */
    @Override
    void close();
}
