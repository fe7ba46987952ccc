package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks some nodes of a cluster how they see it, and merges their views. */
final class ClusterDiscovery implements Discovery {
    private static final int ENOUGH = 5;
    private static final List<Command> QUESTION = List.of(Command.of(Verb.CLUSTER, "NODES".getBytes(UTF_8)));

    private final Collection<Endpoint> seeds;
    private final boolean tls;
    private final Servers servers;

    ClusterDiscovery(Collection<Endpoint> seeds, boolean tls, Servers servers) {
        this.seeds = seeds;
        this.tls = tls;
        this.servers = servers;
    }

    @Override
    public Layout discover(@Nullable Layout last) {
        if (last != null) {
            try {
                return merged(Poll.ask(candidates(last.known()), QUESTION));
            } catch (RedisUnavailableException | RedisOutcomeUnknownException e) {
                // none of them answers: perhaps they all moved, and the seeds know where to
            }
        }
        try {
            return merged(Poll.askFirst(candidates(seeds), QUESTION));
        } catch (RedisRejectedException e) {
            throw new RedisRejectedException(
                    e.kind(),
                    "Nobody at REDIS_CLUSTER_NODES answers as a node of a cluster; check REDIS_MODE, and the right +cluster|nodes",
                    e);
        }
    }

    /**
     * Whether a master says that none of its slots is on its way. Each knows that of its own slots only, so a look, which asks
     * just a few, may miss it. One that does not answer is no reason to wait: what it is needed for fails by itself.
     */
    static boolean isSettled(Server master, Call call) {
        Reply nodes = master.executeAll(QUESTION, call).get(0);
        if (nodes.isError()) {
            return true;
        }
        ClusterView view = new ClusterView(false);
        view.add(nodes.text(), master.endpoint());
        return view.isSettled();
    }

    /** A few at random, those that failed last. */
    private List<Server> candidates(Collection<Endpoint> endpoints) {
        List<Endpoint> shuffled = new ArrayList<>(endpoints);
        Collections.shuffle(shuffled);
        Set<Server> chosen = new LinkedHashSet<>();
        for (boolean suspect : new boolean[] {false, true}) {
            for (Endpoint endpoint : shuffled) {
                Server server = servers.get(endpoint, Server.Role.SCOUT);
                if (chosen.size() < ENOUGH && server.isSuspect() == suspect) {
                    chosen.add(server);
                }
            }
        }
        return List.copyOf(chosen);
    }

    private Layout merged(List<Poll.Answer> answers) {
        ClusterView view = new ClusterView(tls);
        for (Poll.Answer answer : answers) {
            view.add(answer.replies().get(0).text(), answer.server().endpoint());
        }
        return view.layout(servers);
    }
}
