package dev.redport.examples.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Mixed calls of one driver, each of which knows what a right answer is. */
final class Workload implements AutoCloseable {
    private static final int KEYS = 200;
    private static final int MOST_DOUBTS = 50_000;

    private final String name;
    private final Redport redport;
    private final Duration deadline;
    private final Cache<String, String> cache;
    private final Tally tally = new Tally();
    private final List<Thread> threads = new ArrayList<>();
    /** Keys of commands that may have run: not more than once. */
    private final Queue<String> unknown = new ConcurrentLinkedQueue<>();
    /** Keys of commands that were said not to have run. */
    private final Queue<String> unsent = new ConcurrentLinkedQueue<>();

    private volatile boolean stopped;

    Workload(String name, Redport redport, Duration deadline) {
        this.name = name;
        this.redport = redport;
        this.deadline = deadline;
        cache = redport.cache(CacheSpec.named("soak-" + name, Codecs.string())
                .ttl(Duration.ofMinutes(2))
                .loadTimeout(Duration.ofSeconds(2)));
    }

    Tally tally() {
        return tally;
    }

    void start(long seed) {
        run("cache-1", new Random(seed), this::useCache);
        run("cache-2", new Random(seed + 1), this::useCache);
        run("once", new Random(seed + 2), this::countOnce);
        run("batch", new Random(seed + 3), this::sendBatch);
    }

    private interface Step {
        void run(Random random, long number);
    }

    private void run(String what, Random random, Step step) {
        Thread thread = new Thread(
                () -> {
                    for (long number = 0; !stopped && number < 1_000_000_000L; number++) {
                        step.run(random, number);
                        LockSupport.parkNanos(1_000_000); // the servers share the machine
                    }
                },
                "soak-" + name + "-" + what);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void useCache(Random random, long number) {
        String key = "k" + random.nextInt(KEYS);
        var unused = switch (random.nextInt(10)) {
            case 0, 1 ->
                tally.timed(() -> {
                    cache.put(key, value(key, number));
                    return key;
                });
            case 2 ->
                tally.timed(() -> {
                    cache.invalidate(key);
                    return key;
                });
            case 3, 4 -> tally.timed(() -> check(key, cache.getOrLoad(key, same -> value(same, number))));
            case 5, 6 ->
                tally.timed(() -> {
                    Set<String> keys = new HashSet<>();
                    for (int i = 0; i < 20; i++) {
                        keys.add("k" + random.nextInt(KEYS));
                    }
                    cache.findAll(keys).forEach(this::check);
                    return key;
                });
            default -> tally.timed(() -> cache.find(key).map(value -> check(key, value)));
        };
    }

    private static String value(String key, long number) {
        return key + "=" + number;
    }

    private String check(String key, String value) {
        if (!value.startsWith(key + "=")) {
            tally.wrong(key + " had the value of another key: " + value);
        }
        return value;
    }

    /** INCR must not run twice: each on a key of its own, so that it can be seen. */
    private void countOnce(Random random, long number) {
        String key = "redport:once:" + name + ":" + number;
        RedisException failure = tally.timed(() -> {
            if (execute(Verb.INCR, key).integer() != 1) {
                tally.duplicate();
            }
            return key;
        });
        if (failure instanceof RedisUnavailableException && unsent.size() < MOST_DOUBTS) {
            unsent.add(key);
        } else if (failure != null && unknown.size() < MOST_DOUBTS) {
            unknown.add(key);
        }
    }

    private Reply execute(Verb verb, String key) {
        return redport.driver().execute(Command.of(verb, key.getBytes(UTF_8)), Call.start(Operation.OTHER, deadline));
    }

    private void sendBatch(Random random, long number) {
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            byte[] key = ("redport:batch:" + name + ":" + random.nextInt(KEYS)).getBytes(UTF_8);
            commands.add(Command.of(Verb.SET, key, key));
            commands.add(Command.of(Verb.GET, key));
        }
        var unused = tally.timed(() -> {
            List<Reply> replies = redport.driver().executeAll(commands, Call.start(Operation.OTHER, deadline));
            for (int i = 0; i < replies.size(); i++) {
                judge(commands.get(i), replies.get(i));
            }
            return replies;
        });
    }

    private void judge(Command command, Reply reply) {
        RedisException failure = reply.error();
        if (failure != null) {
            tally.failed(failure);
        } else if (command.verb().equals(Verb.GET) && !reply.isNil()) {
            String key = new String(command.arg(0), UTF_8);
            if (!reply.text().equals(key)) {
                tally.wrong(key + " had the value of " + reply.text());
            }
        }
    }

    /** Whether the driver answers again everywhere. */
    boolean answers() {
        Map<String, String> entries = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            entries.put("k" + i, value("k" + i, i));
        }
        try {
            cache.putAll(entries);
            return cache.findAll(entries.keySet()).equals(entries);
        } catch (RedisException e) {
            tally.failed(e);
            return false;
        }
    }

    void stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join(30_000);
            if (thread.isAlive()) {
                tally.wrong(thread.getName() + " still waits for a call");
            }
        }
    }

    /** What came of the commands of which nobody knew, or which should not have run. */
    void settleDoubts() {
        for (String key : unknown) {
            Reply count = execute(Verb.GET, key);
            if (!count.isNil() && !count.text().equals("1")) {
                tally.duplicate();
            }
        }
        for (String key : unsent) {
            if (!execute(Verb.GET, key).isNil()) {
                tally.wrong("a command that was said not to have run did");
            }
        }
    }

    String doubts() {
        return unknown.size() + " unknown outcomes and " + unsent.size() + " unsent looked into";
    }

    @Override
    public void close() {
        redport.close();
    }
}
