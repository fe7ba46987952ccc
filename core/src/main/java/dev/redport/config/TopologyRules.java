package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of Sentinel and Cluster. */
final class TopologyRules {
    private TopologyRules() {}

    /** All rules on values that are not yet a configuration; without a mode there is nothing to compare with. */
    static void all(Problems problems, Settings settings) {
        String text = settings.text(REDIS_MODE);
        Mode.find(text)
                .ifPresentOrElse(
                        mode -> mode(problems, settings, mode),
                        () -> problems.add(REDIS_MODE, text, "standalone, sentinel or cluster", ""));
    }

    private static void mode(Problems problems, Settings settings, Mode mode) {
        if (!problems.none(REDIS_URL, REDIS_MODE)) {
            return;
        }
        String unset = "unset, because REDIS_MODE is " + mode.text();
        mode.foreign().stream()
                .filter(settings::given)
                .forEach(variable -> problems.add(variable, settings.value(variable), unset, ""));
        problems.require(
                mode == Mode.SENTINEL || !settings.supplied(Login.SENTINEL), REDIS_SENTINEL_PASSWORD, "", unset);
        switch (mode) {
            case STANDALONE -> {}
            case SENTINEL -> {
                master(problems, settings.text(REDIS_SENTINEL_MASTER));
                nodes(problems, REDIS_SENTINEL_NODES, settings.endpoints(REDIS_SENTINEL_NODES));
                Rules.credentials(problems, Login.SENTINEL, settings.credentials(Login.SENTINEL), false);
            }
            case CLUSTER -> {
                if (settings.given(REDIS_CLUSTER_NODES)) {
                    nodes(problems, REDIS_CLUSTER_NODES, settings.endpoints(REDIS_CLUSTER_NODES));
                }
                onlyDatabase(problems, settings.integer(REDIS_DB));
            }
        }
    }

    static void onlyDatabase(Problems problems, int database) {
        if (database != 0) {
            problems.add(REDIS_DB, database, "0, because REDIS_MODE is cluster", "");
        }
    }

    static void master(Problems problems, String master) {
        problems.require(
                Rules.NAME.matcher(master).matches(),
                REDIS_SENTINEL_MASTER,
                master,
                "1..64 characters of A-Z a-z 0-9 _ . -");
    }

    static void nodes(Problems problems, Variable variable, List<Endpoint> nodes) {
        problems.require(!nodes.isEmpty(), variable, "", "at least one node");
        Set<Endpoint> once = new LinkedHashSet<>();
        String twice = nodes.stream()
                .filter(node -> !once.add(node))
                .distinct()
                .map(Endpoint::toString)
                .collect(Collectors.joining(","));
        if (!twice.isEmpty()) {
            problems.add(variable, twice, "each node once", "");
        }
    }

    /** The nodes of a list; those that are none are reported together, an empty one by the whole list. */
    static List<Endpoint> parse(Variable variable, String text, Problems problems) {
        int defaultPort = variable == REDIS_SENTINEL_NODES ? 26_379 : 6379;
        List<Endpoint> nodes = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String each : text.split(",", -1)) {
            try {
                nodes.add(Endpoint.parse(each.strip(), defaultPort));
            } catch (ConfigException notANode) {
                wrong.add(each.strip());
            }
        }
        String given = wrong.contains("") ? text : String.join(",", wrong);
        problems.require(wrong.isEmpty(), variable, given, "host:port,host:port with IPv6 in brackets");
        return wrong.isEmpty() ? nodes : List.of();
    }
}
