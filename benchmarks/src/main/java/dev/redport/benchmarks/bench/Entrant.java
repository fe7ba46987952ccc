package dev.redport.benchmarks.bench;

/**
 * Opens a contestant. A worker is told the name of an implementing class, which has a public constructor without parameters, and
 * an argument, which may name a configuration.
 */
@FunctionalInterface
public interface Entrant {
    /**
     * Connects.
     *
     * @param site the server, and what is stored there
     * @param argument such as the number of connections; may be empty
     * @return open, to be closed by the caller
     * @throws Exception if it cannot connect, or cannot do such a site
     */
    Contestant open(Site site, String argument) throws Exception;
}
