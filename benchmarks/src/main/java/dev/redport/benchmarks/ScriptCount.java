package dev.redport.benchmarks;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import redis.clients.jedis.RedisClient;

/** How many scripts a server has run: for those who decide in a script, as many trips. */
final class ScriptCount {
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)");

    private final RedisClient server;

    ScriptCount(RedisClient server) {
        this.server = server;
    }

    long now() {
        return SCRIPTS.matcher(server.info("commandstats"))
                .results()
                .map((MatchResult each) -> each.group(1))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
