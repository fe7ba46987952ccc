package dev.redport.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.token.TokenStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A driver on which rate limiters and token stores live in a time of the test's choosing instead of the server's. Their scripts
 * run as they are, but take the time from the test; the keys of limiters live a day longer, because Redis counts their life
 * by its own clock. All other commands are handed on. To be put around the driver of a {@link
 * dev.redport.driver.PortContext}:
 *
 * <pre>{@code
 * AtomicLong micros = new AtomicLong(...);
 * PortContext inMyTime = new PortContext(
 *         ClockedDriver.over(context.driver(), micros::get), context.listener(), context.executor());
 * }</pre>
 *
 * <p>What a limiter measures in its own process, such as the age of a denial it remembers, is not changed. Thread-safe if
 * the clock is.
 *
 * @since 0.1.0
 */
public final class ClockedDriver implements RedisDriver {
    private static final String THEIR_TIME = "redis.call('TIME')";
    private static final String OUR_TIME =
            "(function() local m = table.remove(ARGV) return {table.remove(ARGV), m} end)()";
    private static final String LIFE_OF_LIMITS = "ceil(life / 1000)";
    private static final Map<String, Map<Replay, Script>> CLOCKED = clocked();

    private final RedisDriver driver;
    private final LongSupplier micros;

    private ClockedDriver(RedisDriver driver, LongSupplier micros) {
        this.driver = requireNonNull(driver, "driver");
        this.micros = requireNonNull(micros, "micros");
    }

    /**
     * Puts a clock around a driver.
     *
     * @param driver knows how to run scripts, as that of a {@link dev.redport.driver.PortContext} does
     * @param micros the time: microseconds since 1970-01-01T00:00Z, 0 or more; asked once for each command
     * @return a driver that closes the other
     */
    public static ClockedDriver over(RedisDriver driver, LongSupplier micros) {
        return new ClockedDriver(driver, micros);
    }

    private static Map<String, Map<Replay, Script>> clocked() {
        Map<String, Map<Replay, Script>> scripts = new HashMap<>();
        String limit = source(RateLimiter.class, "limit.lua");
        add(scripts, limit, replaced(limit, LIFE_OF_LIMITS, LIFE_OF_LIMITS + " + 86400000"));
        String marks = source(TokenStore.class, "marks.lua");
        for (String file : List.of("session.lua", "refresh.lua", "onetime.lua", "revoke.lua", "legacy.lua")) {
            String source = marks + source(TokenStore.class, file);
            add(scripts, source, source);
        }
        for (String file : List.of("deny.lua", "outside.lua")) {
            String source = source(TokenStore.class, file);
            add(scripts, source, source);
        }
        return scripts;
    }

    private static void add(Map<String, Map<Replay, Script>> scripts, String source, String lasting) {
        Map<Replay, Script> ours = new EnumMap<>(Replay.class);
        for (Replay replay : Replay.values()) {
            ours.put(replay, Script.of("in the test's time", replay, replaced(lasting, THEIR_TIME, OUR_TIME)));
        }
        scripts.put(HexFormat.of().formatHex(Script.sha1(source.getBytes(UTF_8))), ours);
    }

    private static String source(Class<?> owner, String file) {
        try (InputStream in = owner.getResourceAsStream(file)) {
            return new String(requireNonNull(in, file).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String replaced(String text, String once, String by) {
        int at = text.indexOf(once);
        if (at < 0 || text.indexOf(once, at + 1) >= 0) {
            throw new IllegalStateException(once + " (expected: in one place of each script)");
        }
        return text.substring(0, at) + by + text.substring(at + once.length());
    }

    private Command inOurTime(Command command) {
        Map<Replay, Script> ours =
                command.verb().equals(Verb.EVALSHA) ? CLOCKED.get(new String(command.arg(0), US_ASCII)) : null;
        if (ours == null) {
            return command;
        }
        int keys = Integer.parseInt(new String(command.arg(1), US_ASCII));
        List<byte[]> parts = new ArrayList<>();
        for (int i = 2; i < command.size(); i++) {
            parts.add(command.arg(i));
        }
        long now = micros.getAsLong();
        parts.add(Long.toString(now / 1_000_000).getBytes(US_ASCII));
        parts.add(Long.toString(now % 1_000_000).getBytes(US_ASCII));
        return requireNonNull(ours.get(command.replay()))
                .call(parts.subList(0, keys), parts.subList(keys, parts.size()).toArray(byte[][]::new));
    }

    @Override
    public Reply execute(Command command, Call call) {
        return driver.execute(inOurTime(command), call);
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return driver.executeAll(commands.stream().map(this::inOurTime).toList(), call);
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        return driver.executeOnMasters(command, call);
    }

    @Override
    public Masters masters(Call call) {
        return driver.masters(call);
    }

    @Override
    public DriverInfo info() {
        return driver.info();
    }

    @Override
    public PoolStats pool() {
        return driver.pool();
    }

    @Override
    public void close() {
        driver.close();
    }
}
