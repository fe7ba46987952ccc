package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.PoolStats;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Reply;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What a rate limiter of Redport asks of the server for a permit, so that a client used directly can ask the same: the script, and
 * its arguments behind the key.
 *
 * @param sha1 by which the server knows the script
 * @param script its source
 * @param keys one for each subject
 * @param limits the first argument
 * @param request the second one
 */
record LimiterCall(String sha1, String script, List<String> keys, byte[] limits, byte[] request) {
    private static final String SUBJECT = "key";

    LimiterCall {
        keys = List.copyOf(keys);
    }

    /** More than a benchmark can take, so slow that no key expires meanwhile. */
    static Limit plenty() {
        return Limit.tokenBucket(10_000_000).refill(1, Duration.ofMinutes(1));
    }

    /** The names of the subjects. */
    static List<String> subjects(int count) {
        return IntStream.range(0, count).mapToObj(i -> SUBJECT + (10_000 + i)).toList();
    }

    /** What is asked on such a site for so many subjects. */
    static LimiterCall of(Site site, String policy, int subjects) {
        Recorder recorder = new Recorder(RedportEntrant.config(site, "", Map.of()));
        PortContext context = new PortContext(recorder, RedisListener.NONE, Runnable::run);
        RateLimiter limiter =
                RateLimiter.over(context, RateLimitPolicy.named(policy).limit(plenty()));
        if (!limiter.tryAcquire(SUBJECT).allowed()) {
            throw new IllegalStateException("denied (expected: allowed)");
        }
        Command asked = recorder.asked.get(0);
        String key = new String(asked.arg(2), UTF_8);
        String prefix = key.substring(0, key.length() - SUBJECT.length());
        return new LimiterCall(
                new String(asked.arg(0), US_ASCII),
                source(),
                subjects(subjects).stream().map(prefix::concat).toList(),
                asked.arg(3),
                asked.arg(4));
    }

    private static String source() {
        try (InputStream in = RateLimiter.class.getResourceAsStream("limit.lua")) {
            return new String(Objects.requireNonNull(in, "limit.lua").readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Allows everything, and keeps what was asked. */
    private static final class Recorder implements RedisDriver {
        private final List<Command> asked = new ArrayList<>();
        private final RedisConfig config;

        Recorder(RedisConfig config) {
            this.config = config;
        }

        @Override
        public Reply execute(Command command, Call call) {
            asked.add(command);
            return Reply.of("1,1,1,0,0".getBytes(US_ASCII));
        }

        @Override
        public List<Reply> executeAll(List<Command> commands, Call call) {
            return commands.stream().map(command -> execute(command, call)).toList();
        }

        @Override
        public List<MasterReply> executeOnMasters(Command command, Call call) {
            return List.of();
        }

        @Override
        public Masters masters(Call call) {
            throw new IllegalStateException("masters: none (expected: only what a rate limiter asks)");
        }

        @Override
        public DriverInfo info() {
            return new DriverInfo("recorder", "1", config);
        }

        @Override
        public PoolStats pool() {
            return new PoolStats(0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }
}
