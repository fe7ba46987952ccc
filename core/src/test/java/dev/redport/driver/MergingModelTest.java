package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Histories of many callers against the model of a server that counts: every success has the number it would have had alone,
 * in real time (linearizable, Herlihy and Wing 1990), nothing runs twice, what is said not to have been sent never ran, and
 * nobody waits longer than it may, while connections fail, trips take their time and callers are interrupted.
 */
@Timeout(60)
class MergingModelTest {
    private static final int CALLERS = 16;
    private static final int CALLS = 400;
    private static final String[] KEYS = {"a", "b", "c"};

    private record Success(String key, long number, long start, long end) {}

    /** Counts by key, and notes which commands ran. It runs commands one after the other, as they are sent. */
    private static final class CountingNode implements Node {
        final ScheduledExecutorService client = Executors.newScheduledThreadPool(2);
        volatile boolean callsBack;
        final Map<String, Long> counts = new HashMap<>();
        final Map<String, Integer> ran = new HashMap<>();
        final AtomicInteger trips = new AtomicInteger();
        final AtomicInteger shared = new AtomicInteger();

        private synchronized List<Reply> run(List<Command> commands) {
            List<Reply> replies = new ArrayList<>();
            for (Command command : commands) {
                ran.merge(new String(command.arg(1), UTF_8), 1, Integer::sum);
                replies.add(Reply.of(counts.merge(new String(command.arg(0), UTF_8), 1L, Long::sum)));
            }
            return replies;
        }

        @Override
        public Reply execute(Command command, Call call) {
            return begin(List.of(command), call).replies().get(0).orThrow();
        }

        @Override
        public Exchange begin(List<Command> commands, Call call) {
            Random random = ThreadLocalRandom.current();
            if (call.remainingNanos() <= 0) {
                throw Failures.deadlinePassed();
            }
            if (random.nextInt(50) == 0) {
                throw Failures.notConnected(null);
            }
            trips.incrementAndGet();
            shared.addAndGet(commands.size() - 1);
            boolean early = random.nextBoolean();
            List<Reply> ranEarly = early ? run(commands) : List.of();
            boolean lost = random.nextInt(50) == 0;
            long nanos = random.nextInt(10) == 0 ? 3_000_000 : random.nextInt(200_000);
            CompletableFuture<Void> ended = new CompletableFuture<>();
            boolean silent = random.nextInt(100) == 0; // never calls back
            if (callsBack && !silent) {
                var unused = client.schedule(() -> ended.complete(null), nanos, TimeUnit.NANOSECONDS);
            }
            long end = System.nanoTime() + nanos;
            return new Exchange() {
                @Override
                public List<Reply> replies() {
                    while (end - System.nanoTime() > 0) {
                        LockSupport.parkNanos(end - System.nanoTime());
                        Thread.onSpinWait();
                    }
                    List<Reply> replies = early ? ranEarly : run(commands);
                    return lost
                            ? Collections.nCopies(commands.size(), Reply.of(Failures.connectionLost(null)))
                            : replies;
                }

                @Override
                public boolean onArrival(Runnable action) {
                    if (callsBack) {
                        Exchange.whenAllEnded(List.of(ended), action);
                    }
                    return callsBack;
                }
            };
        }

        @Override
        public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
            return ThreadLocalRandom.current().nextInt(10) == 0 ? null : begin(commands, call);
        }

        @Override
        public PoolStats pool() {
            return PoolStats.NONE;
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }

    private final CountingNode node = new CountingNode();
    private final ConcurrentLinkedQueue<Success> successes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> succeeded = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> unsent = new ConcurrentLinkedQueue<>();

    private final Watch watch = new Watch();

    @AfterEach
    void endTheClient() {
        node.close();
        watch.close();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4, false, false",
        "1, 256, true, false",
        "2, 16, false, false",
        "8, 256, true, false",
        "1, 4, false, true",
        "1, 256, true, true",
        "2, 16, false, true",
        "8, 256, true, true"
    })
    void everyHistoryIsOneOfAServerThatCounts(int trips, int commands, boolean virtual, boolean callsBack)
            throws Exception {
        node.callsBack = callsBack;
        MergingNode merging = new MergingNode(
                node,
                new MergePolicy(true, commands, 65_536, trips),
                Duration.ofMillis(20),
                watch,
                TimeUnit.MILLISECONDS.toNanos(2));
        ThreadFactory threads = virtual && VirtualThreads.areThere()
                ? VirtualThreads.factory("caller-")
                : task -> new Thread(task, "caller");
        List<Thread> callers = new ArrayList<>();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            tasks.add(new FutureTask<>(() -> calls(merging, caller), null));
            callers.add(threads.newThread(tasks.get(i)));
        }
        callers.forEach(Thread::start);
        while (tasks.stream().anyMatch(task -> !task.isDone())) {
            callers.get(ThreadLocalRandom.current().nextInt(CALLERS)).interrupt();
            LockSupport.parkNanos(500_000);
        }
        for (FutureTask<Void> task : tasks) {
            var unused = task.get(20, TimeUnit.SECONDS);
        }

        assertThat(node.ran.values()).as("times a command ran").containsOnly(1);
        assertThat(node.ran.keySet()).containsAll(succeeded);
        assertThat(unsent).as("that ran").noneMatch(node.ran::containsKey);
        for (String key : KEYS) {
            assertInRealTime(key);
        }
        assertThat(succeeded).hasSizeGreaterThan(CALLERS * CALLS / 2);
        assertThat(node.shared).as("commands that shared a trip").hasPositiveValue();
        assertThat(merging.waiting()).isZero();
        assertThat(merging.underWay()).isZero();
    }

    private void calls(MergingNode merging, int caller) {
        Random random = new Random(caller);
        for (int i = 0; i < CALLS; i++) {
            String id = caller + "-" + i;
            String key = KEYS[random.nextInt(KEYS.length)];
            Command command = Command.of(Verb.INCR, key.getBytes(UTF_8), id.getBytes(UTF_8));
            long limit = random.nextInt(8) == 0 ? 300_000 : 5_000_000_000L;
            long start = System.nanoTime();
            try {
                Reply reply = random.nextInt(4) == 0
                        ? merging.begin(List.of(command), Call.startNanos(Operation.OTHER, limit))
                                .replies()
                                .get(0)
                                .orThrow()
                        : merging.execute(command, Call.startNanos(Operation.OTHER, limit));
                successes.add(new Success(key, reply.integer(), start, System.nanoTime()));
                succeeded.add(id);
            } catch (RedisUnavailableException e) {
                unsent.add(id);
            } catch (RedisOutcomeUnknownException e) {
                assertThat(e.kind()).isIn(ErrorKind.CONNECTION_LOST, ErrorKind.TIMEOUT, ErrorKind.INTERRUPTED);
            }
            boolean unused = Thread.interrupted(); // the next call is another one's
        }
    }

    /** Nothing that had ended before another began has a greater number. */
    private void assertInRealTime(String key) {
        List<Success> byNumber = successes.stream()
                .filter(each -> each.key.equals(key))
                .sorted(Comparator.comparingLong(Success::number))
                .toList();
        assertThat(byNumber.stream().map(Success::number)).doesNotHaveDuplicates();
        long latestStart = Long.MIN_VALUE;
        for (Success each : byNumber) {
            assertThat(each.end).as("end of " + each).isGreaterThan(latestStart);
            latestStart = Math.max(latestStart, each.start);
        }
    }
}
