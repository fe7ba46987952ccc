package dev.redport.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Measures, with calls that only read. One call at a time, on the calling thread. */
final class LatencyRun {
    static final int BATCH = 100;
    private static final int DIALS = 5;
    private static final int GIVE_UP = 5;
    private static final int WARM_CALLS = 500;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Pattern GETS = Pattern.compile("(?m)^cmdstat_get:calls=([0-9]+),usec=([0-9]+)");

    private final RedisDriver driver;
    private final RedisConfig config;
    private final List<Command> gets;
    private final Consumer<String> progress;
    private long lastProgress = System.nanoTime();

    private LatencyRun(RedisDriver driver, Consumer<String> progress) {
        this.driver = driver;
        this.config = driver.info().config();
        this.progress = progress;
        this.gets = IntStream.range(0, BATCH)
                .mapToObj(i -> Command.of(Verb.GET, (config.namespace() + ":doctor:latency:" + i).getBytes(UTF_8)))
                .toList();
    }

    /**
     * Measures for about this long.
     *
     * @param size bytes that each PING carries in both directions
     * @param progress told about once a second
     * @throws RedisException if Redis does not answer at all
     */
    static LatencyReport measure(Redport redport, Duration time, int size, Consumer<String> progress) {
        return new LatencyRun(redport.driver(), progress).measure(time, size);
    }

    private LatencyReport measure(Duration time, int size) {
        List<Measured> targets = Measured.of(driver);
        targets.forEach(target -> target.driver().execute(Command.of(Verb.PING), call()));
        List<LatencyReport.Dialled> dialled = targets.stream().map(this::dial).toList();
        Command ping = size == 0 ? Command.of(Verb.PING) : Command.of(Verb.PING, new byte[size]);
        long share = time.toNanos() / 10;
        List<Timing> pings = new ArrayList<>();
        for (Measured target : targets) {
            pings.add(timed(
                    "PING " + target.endpoint(),
                    4 * share / targets.size(),
                    i -> target.driver().execute(ping, call())));
        }
        long[] before = worked(targets);
        Timing single = timed("GET of an absent key", 4 * share, i -> driver.execute(gets.get(i % BATCH), call()));
        long[] after = worked(targets);
        Timing batch = timed(BATCH + " GETs in one batch", 2 * share, i -> {
            for (Reply reply : driver.executeAll(gets, call())) {
                reply.orThrow();
            }
        });
        long served = after[0] - before[0];
        double atServer = served > 0 ? 1e3 * (after[1] - before[1]) / served : -1;
        return new LatencyReport(driver.info(), size, dialled, pings, single, batch, atServer);
    }

    private Call call() {
        return Measured.call(config);
    }

    private LatencyReport.Dialled dial(Measured target) {
        RedisConfig alone = config.forNode(target.endpoint());
        List<RawConnection.Steps> steps = new ArrayList<>();
        for (int i = 0; i < DIALS; i++) {
            try (RawConnection connection = RawConnection.open(alone)) {
                steps.add(connection.steps());
            } catch (IOException failed) {
                throw new CouldNotRunException(target.endpoint()
                        + ": Redport connected, but once more it did not work: " + failed.getMessage());
            }
        }
        return new LatencyReport.Dialled(
                target.endpoint().toString(),
                median(steps, RawConnection.Steps::tcp),
                median(steps, RawConnection.Steps::tls),
                median(steps, RawConnection.Steps::login));
    }

    private static long median(List<RawConnection.Steps> steps, ToLongFunction<RawConnection.Steps> step) {
        return steps.stream()
                .map(step::applyAsLong)
                .sorted(Comparator.naturalOrder())
                .skip(steps.size() / 2)
                .findFirst()
                .orElse(0L);
    }

    private interface Body {
        void call(int i);
    }

    /** Warms up for a quarter of the time at most, then measures. */
    private Timing timed(String what, long nanos, Body body) {
        long start = System.nanoTime();
        for (int i = 0; i < WARM_CALLS && System.nanoTime() - start < nanos / 4; i++) {
            body.call(i);
        }
        Timing.Samples samples = new Timing.Samples();
        int inARow = 0;
        for (int i = 0; System.nanoTime() - start < nanos || samples.count() == 0; i++) {
            long sent = System.nanoTime();
            try {
                body.call(i);
                samples.add(System.nanoTime() - sent);
                inARow = 0;
            } catch (RedisException failed) {
                samples.fail();
                if (++inARow == GIVE_UP) {
                    throw failed;
                }
            }
            tell(what, samples, nanos - (System.nanoTime() - start));
        }
        return samples.timing(what);
    }

    private void tell(String what, Timing.Samples samples, long left) {
        long now = System.nanoTime();
        if (now - lastProgress >= SECOND) {
            lastProgress = now;
            progress.accept(what + ": " + samples.count() + " calls, " + Math.max(0, Math.round(left / 1e9))
                    + " s left of this part");
        }
    }

    /** GETs the servers ran so far, and the microseconds they took; a user without INFO sees none. */
    private long[] worked(List<Measured> targets) {
        long[] sum = new long[2];
        for (Measured target : targets) {
            try {
                String info = target.driver()
                        .execute(Command.of(Verb.INFO, "commandstats".getBytes(UTF_8)), call())
                        .text();
                Matcher found = GETS.matcher(info);
                if (found.find()) {
                    sum[0] += Long.parseLong(found.group(1));
                    sum[1] += Long.parseLong(found.group(2));
                }
            } catch (RedisException refused) {
                return new long[2];
            }
        }
        return sum;
    }
}
