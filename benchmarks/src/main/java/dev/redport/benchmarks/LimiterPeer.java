package dev.redport.benchmarks;

import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.Role;
import dev.redport.benchmarks.bench.Site;
import dev.redport.benchmarks.bench.Task;
import dev.redport.benchmarks.bench.Workload;
import java.net.URI;
import java.util.Optional;

/**
 * Other rate limiters, one proxy object for each key. The argument is a client and which one: {@code plain}, {@code batching} and
 * {@code skip-zero} are Bucket4j's, {@code own} is Redisson's, such as {@code jedis batching}.
 */
public final class LimiterPeer implements Entrant {
    /** Creates one; a worker does. */
    public LimiterPeer() {}

    @Override
    public Contestant open(Site site, String argument) {
        if (site.cluster() || site.tls() || !site.password().isEmpty()) {
            throw new IllegalArgumentException(
                    "limiters: " + site + " (expected: one server without TLS and password)");
        }
        String[] words = argument.split(" ", 2);
        String name = switch (words.length == 2 ? words[1] : "") {
            case "plain" -> PeerLimiters.BUCKET4J;
            case "batching" -> PeerLimiters.BATCHING;
            case "skip-zero" -> PeerLimiters.SKIPPING;
            case "own" -> PeerLimiters.REDISSON;
            default ->
                throw new IllegalArgumentException(
                        "limiter: " + argument + " (expected: a client, then plain, batching, skip-zero or own)");
        };
        URI server = URI.create("redis://" + site.host() + ':' + site.port() + '/' + site.database());
        return new Open(name, words[0], site, PeerLimiters.connect(words[0], server));
    }

    private record Open(String name, String driver, Site site, PeerLimiters peers) implements Contestant {
        @Override
        public Role role() {
            return Role.PEER;
        }

        @Override
        public String configuration() {
            return driver.equals("lettuce") ? "one connection" : "pool of " + PeerLimiters.POOL;
        }

        @Override
        public Optional<Task> task(Workload workload) {
            return switch (workload) {
                case LIMITER -> Optional.of(allowed(limiter("many", Rate.AMPLE, Site.LIMITER_KEYS), Site.LIMITER_KEYS));
                case LIMITER_HOT -> Optional.of(allowed(limiter("hot1", Rate.AMPLE, 1), 1));
                case LIMITER_DENIED -> Optional.of(denied(limiter("deny", Rate.perHour(1), 1)));
                default -> Optional.empty();
            };
        }

        private Limiter limiter(String policy, Rate rate, int keys) {
            String prefix = site.prefix() + ":r:" + policy + '-';
            return peers.limiters(prefix, rate, keys).stream()
                    .filter(limiter -> limiter.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(name + ": not over " + driver));
        }

        private Task allowed(Limiter limiter, int keys) {
            return (caller, random) -> expect(limiter.take(random % keys));
        }

        private Task denied(Limiter limiter) {
            limiter.take(0);
            return (caller, random) -> expect(!limiter.take(0));
        }

        private void expect(boolean right) {
            if (!right) {
                throw new IllegalStateException(name + ": another decision");
            }
        }

        @Override
        public void close() {
            peers.close();
        }
    }
}
