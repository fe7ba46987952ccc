package dev.redport.doctor;

import dev.redport.driver.Need;
import java.util.List;
import java.util.Locale;

/** How much the servers may hold, and what they forget when they are full. */
final class MemoryChecks {
    private static final double NEARLY_FULL = 0.9;

    private MemoryChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "maxmemory",
                        "The memory of the server is limited",
                        Chapter.TUNING,
                        e -> e.eachMaster(MemoryChecks::limit)),
                new Check(
                        "eviction-policy",
                        "A full server does what the ports need",
                        Chapter.TUNING,
                        e -> e.eachMaster(target -> policy(e, target))),
                new Check(
                        "evicted-keys",
                        "No key was evicted that must not be",
                        Chapter.TUNING,
                        e -> e.eachMaster(target -> evicted(e, target))));
    }

    private static Outcome limit(Target target) {
        long limit = target.number("maxmemory");
        if (limit == 0) {
            return Outcome.warn(
                    "maxmemory is 0: the server takes memory until the machine ends it",
                    "set maxmemory, such as 2gb, below the memory of the machine");
        }
        long used = target.number("used_memory");
        return Outcome.advise(
                used < limit * NEARLY_FULL,
                String.format(Locale.ROOT, "%.0f of %.0f MiB used", used / 1048576.0, limit / 1048576.0),
                "raise maxmemory, shorten times to live, or spread the keys over a Cluster");
    }

    private static Outcome policy(Examination examination, Target target) {
        String policy = target.info("maxmemory_policy");
        String seen = "maxmemory-policy " + policy;
        if (examination.options().uses(Need.TOKEN_STORE)) {
            return Outcome.require(
                    policy.equals("noeviction"),
                    policy.equals("noeviction") ? seen : seen + ": a full server would forget revocations of tokens",
                    "set maxmemory-policy noeviction, on a server of the token store's own if a cache needs eviction; without"
                            + " a token store, say so with --ports");
        }
        boolean cacheStops = examination.options().uses(Need.CACHE) && policy.equals("noeviction");
        return Outcome.advise(
                !cacheStops,
                seen + (cacheStops ? ": a full server would take no more entries" : ""),
                "set maxmemory-policy allkeys-lru");
    }

    private static Outcome evicted(Examination examination, Target target) {
        long evicted = target.number("evicted_keys");
        boolean right = evicted == 0 || !examination.options().uses(Need.TOKEN_STORE);
        return Outcome.require(
                right,
                evicted + " keys were evicted since the server started",
                "revocations may be among them: revoke by a cut-off (logout of everyone) and give tokens a server with"
                        + " noeviction");
    }
}
