package dev.redport.config;

/**
 * How the commands of callers that come at the same time leave together: a few callers go on their own at once, so an idle
 * client pays nothing; the commands of more of them gather while as many round trips to a server are under way as keep it busy,
 * and leave as one trip as soon as one of these is back.
 *
 * @param enabled whether commands are merged at all, default true ({@code REDIS_MERGE_CALLERS})
 * @param maxCommands a merged trip with so many commands takes no other caller along, 2..10000, default 256 ({@code
 *     REDIS_MERGE_MAX_COMMANDS}); what one caller sends at once, at most 32 commands, stays together, also beyond it
 * @param maxBytes nor does one with so many bytes, sent or expected back, 1024..67108864, default 65536 ({@code
 *     REDIS_MERGE_MAX_BYTES}); a command of more than a quarter of them goes alone
 * @param maxTrips the most round trips to one server while commands gather, 1..1000, default 32 ({@code
 *     REDIS_MERGE_MAX_TRIPS}); never more than three quarters of the pool where a trip takes a connection for itself
 * @since 0.1.0
 */
public record MergePolicy(boolean enabled, int maxCommands, int maxBytes, int maxTrips) {
    /**
     * Checks the ranges.
     *
     * @param enabled as above
     * @param maxCommands as above
     * @param maxBytes as above
     * @param maxTrips as above
     * @throws ConfigException with every problem
     */
    public MergePolicy {
        Problems.throwAnyOf(problems -> Rules.merging(problems, maxCommands, maxBytes, maxTrips));
    }
}
