package dev.redport.benchmarks.bench;

import java.util.List;

/**
 * Contestants that share a worker JVM.
 *
 * @param name for messages
 * @param driver {@code jedis}, {@code lettuce}, {@code redisson}, or the name that {@code --drivers} chooses it by
 * @param classPath as for {@code java -cp}; empty for that of the coordinator. Another one must also hold the classes of this
 *     package and HdrHistogram
 * @param entrants names of {@link Entrant} classes, each followed by a blank and its argument if it has one
 */
public record Crew(String name, String driver, String classPath, List<String> entrants) {
    /** Copies the entrants. */
    public Crew {
        entrants = List.copyOf(entrants);
    }

    /**
     * On the coordinator's class path.
     *
     * @param driver also its name
     * @param entrants names of classes, each followed by a blank and its argument if it has one
     * @return a crew
     */
    public static Crew of(String driver, String... entrants) {
        return new Crew(driver, driver, "", List.of(entrants));
    }
}
