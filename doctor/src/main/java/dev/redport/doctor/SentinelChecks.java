package dev.redport.doctor;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import dev.redport.config.Topology;
import dev.redport.driver.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The sentinels: enough of them, and of one mind. */
final class SentinelChecks {
    private static final int LEAST = 3;

    private SentinelChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "sentinel-reachable",
                        "Every configured sentinel names the same master",
                        Chapter.HIGH_AVAILABILITY,
                        e -> reachable(e, topology(e))),
                new Check(
                        "sentinel-count",
                        "At least 3 sentinels watch the master",
                        Chapter.HIGH_AVAILABILITY,
                        e -> first(e, target -> count(watched(topology(e), target)))),
                new Check(
                        "sentinel-quorum",
                        "The quorum can be reached, but not by one alone",
                        Chapter.HIGH_AVAILABILITY,
                        e -> first(e, target -> quorum(watched(topology(e), target)))),
                new Check(
                        "sentinel-ckquorum",
                        "The sentinels could fail over now",
                        Chapter.HIGH_AVAILABILITY,
                        e -> first(e, target -> ckquorum(topology(e), target))),
                new Check(
                        "sentinel-replicas",
                        "There is a replica to fail over to",
                        Chapter.HIGH_AVAILABILITY,
                        e -> first(e, target -> replicas(topology(e), target))));
    }

    private static Topology.Sentinel topology(Examination examination) {
        return examination.sentinelTopology().orElseThrow(() -> Inconclusive.skip("REDIS_MODE is not sentinel", ""));
    }

    /** The master as the first sentinel that answers knows it. */
    static Endpoint master(Examination examination, Topology.Sentinel topology) {
        Inconclusive last = Inconclusive.see("there is no sentinel", "connect");
        for (Target sentinel : examination.sentinels()) {
            try {
                return named(sentinel, topology);
            } catch (Inconclusive e) {
                last = e;
            }
        }
        throw last;
    }

    private static Endpoint named(Target sentinel, Topology.Sentinel topology) {
        Reply reply = sentinel.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", topology.master());
        if (reply.isNil()) {
            throw Inconclusive.skip(
                    "the sentinels know no master " + topology.master(), "correct REDIS_SENTINEL_MASTER");
        }
        try {
            List<Reply> parts = reply.list();
            return new Endpoint(
                    parts.get(0).text(), Integer.parseInt(parts.get(1).text()));
        } catch (ConfigException | NumberFormatException e) {
            throw Inconclusive.skip("the sentinels name an address that is none", "look at it by hand");
        }
    }

    private static Outcome reachable(Examination examination, Topology.Sentinel topology) {
        Set<Endpoint> masters = new HashSet<>();
        List<String> silent = new ArrayList<>();
        for (Target sentinel : examination.sentinels()) {
            try {
                masters.add(named(sentinel, topology));
            } catch (Inconclusive e) {
                silent.add(sentinel.endpoint() + ": " + e.outcome().seen());
            }
        }
        if (masters.isEmpty()) {
            return Outcome.fail(
                    String.join("; ", silent),
                    "check REDIS_SENTINEL_NODES, REDIS_SENTINEL_MASTER and REDIS_SENTINEL_PASSWORD");
        }
        if (masters.size() > 1) {
            return Outcome.fail(
                    "they name different masters: " + masters, "reset those that are wrong: SENTINEL RESET");
        }
        return Outcome.advise(
                silent.isEmpty(),
                silent.isEmpty()
                        ? examination.sentinels().size() + " sentinels name "
                                + masters.iterator().next()
                        : String.join("; ", silent),
                "start it, or take it out of REDIS_SENTINEL_NODES");
    }

    /** By the first sentinel that can say it. */
    private static Outcome first(Examination examination, Function<Target, Outcome> look) {
        topology(examination);
        Inconclusive last = Inconclusive.see("there is no sentinel", "connect");
        for (Target sentinel : examination.sentinels()) {
            try {
                return look.apply(sentinel);
            } catch (Inconclusive e) {
                last = e;
            }
        }
        throw last;
    }

    private static Map<String, String> watched(Topology.Sentinel topology, Target sentinel) {
        return Target.pairs(sentinel.ask("SENTINEL", "MASTER", topology.master()));
    }

    private static long number(Map<String, String> fields, String name) {
        String text = fields.getOrDefault(name, "");
        if (!text.matches("[0-9]{1,9}")) {
            throw Inconclusive.skip("the sentinel does not say " + name, "look at it by hand");
        }
        return Long.parseLong(text);
    }

    private static Outcome count(Map<String, String> master) {
        long sentinels = number(master, "num-other-sentinels") + 1;
        return Outcome.require(
                sentinels >= LEAST,
                sentinels == 1 ? "1 sentinel watches it" : sentinels + " sentinels watch it",
                "run at least 3, on machines that fail independently: with fewer, the loss of one can stop every failover");
    }

    private static Outcome quorum(Map<String, String> master) {
        long sentinels = number(master, "num-other-sentinels") + 1;
        long quorum = number(master, "quorum");
        String seen = "quorum " + quorum + " of " + sentinels + " sentinels";
        if (quorum > sentinels) {
            return Outcome.fail(
                    seen + ": it can never be reached, so nothing ever fails over", "run 3 sentinels, quorum 2");
        }
        return Outcome.advise(
                quorum >= 2, seen, "set quorum 2 of 3: one sentinel that is cut off must not decide alone");
    }

    private static Outcome ckquorum(Topology.Sentinel topology, Target sentinel) {
        try {
            sentinel.ask("SENTINEL", "CKQUORUM", topology.master());
        } catch (Inconclusive refused) {
            if (refused.outcome().seen().contains("NOQUORUM")) {
                return Outcome.fail(
                        "SENTINEL CKQUORUM says NOQUORUM", "start enough sentinels that see each other and the master");
            }
            throw refused;
        }
        return Outcome.pass("SENTINEL CKQUORUM says yes");
    }

    private static Outcome replicas(Topology.Sentinel topology, Target sentinel) {
        long good = 0;
        for (Reply each :
                sentinel.ask("SENTINEL", "REPLICAS", topology.master()).list()) {
            Map<String, String> fields = Target.pairs(each);
            String flags = fields.getOrDefault("flags", "");
            good += !flags.contains("down") && "ok".equals(fields.get("master-link-status")) ? 1 : 0;
        }
        return Outcome.require(good > 0, good + " replicas follow the master", "add a replica: replicaof, masterauth");
    }
}
