package dev.redport.config;

import static dev.redport.config.Variable.REDIS_CLUSTER_NODES;
import static dev.redport.config.Variable.REDIS_SENTINEL_NODES;
import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Supplier;

/**
 * How the servers belong together, and how the right one is found. {@code toString} shows no secret.
 *
 * @since 0.1.0
 */
public sealed interface Topology {

    /** One server, at {@link RedisConfig#host} and {@link RedisConfig#port}. */
    record Standalone() implements Topology {}

    /**
     * A master with replicas, watched by Sentinels that know which server is the master now.
     *
     * @param master the name under which the Sentinels watch the master, 1..64 of {@code A-Z a-z 0-9 _ . -},
     *     default mymaster ({@code REDIS_SENTINEL_MASTER})
     * @param nodes the Sentinels, at least one, each once ({@code REDIS_SENTINEL_NODES})
     * @param credentials who connects to the Sentinels, by default nobody ({@code REDIS_SENTINEL_USERNAME},
     *     {@code REDIS_SENTINEL_PASSWORD}, {@code REDIS_SENTINEL_PASSWORD_FILE}); asked for at each new
     *     connection, and as {@link RedisConfig#credentials} otherwise
     * @param tls whether connections to the Sentinels are encrypted, with the files of {@link RedisConfig#tls};
     *     by default as those to the servers ({@code REDIS_SENTINEL_TLS_ENABLED})
     */
    record Sentinel(String master, List<Endpoint> nodes, Supplier<Credentials> credentials, boolean tls)
            implements Topology {
        /**
         * Checks the name and the nodes, and copies them.
         *
         * @param master as above
         * @param nodes as above
         * @param credentials as above
         * @param tls as above
         * @throws ConfigException with every problem
         */
        public Sentinel {
            requireNonNull(credentials, "credentials");
            nodes = List.copyOf(nodes);
            List<Endpoint> sentinels = nodes;
            Problems.throwAnyOf(problems -> {
                TopologyRules.master(problems, master);
                TopologyRules.nodes(problems, REDIS_SENTINEL_NODES, sentinels);
            });
        }

        /** Names everything but the credentials, whose supplier might show them. */
        @Override
        public String toString() {
            return "Sentinel[master=" + master + ", nodes=" + nodes + ", credentials=***, tls=" + tls + "]";
        }
    }

    /**
     * A Redis Cluster: keys are spread over several masters. It has only database 0.
     *
     * @param nodes the nodes that are asked for all the others, at least one, each once
     *     ({@code REDIS_CLUSTER_NODES}); by default the one at {@code REDIS_HOST} and {@code REDIS_PORT}
     */
    record Cluster(List<Endpoint> nodes) implements Topology {
        /**
         * Checks the nodes and copies them.
         *
         * @param nodes as above
         * @throws ConfigException with every problem
         */
        public Cluster {
            nodes = List.copyOf(nodes);
            List<Endpoint> seeds = nodes;
            Problems.throwAnyOf(problems -> TopologyRules.nodes(problems, REDIS_CLUSTER_NODES, seeds));
        }
    }
}
