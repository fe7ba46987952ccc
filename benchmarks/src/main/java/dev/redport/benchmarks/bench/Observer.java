package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.Redport;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.KeyScan;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Looks at the servers from beside: counts what they did, and removes the keys. */
final class Observer implements AutoCloseable {
    /** As long as it is not known whether there is a server, and one that speaks TLS if it should. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Redport redport;
    private final String prefix;
    private boolean forbidden;
    private double ownCommands;
    private double ownToServer;
    private double ownToClient;

    private Observer(Redport redport, String prefix) {
        this.redport = redport;
        this.prefix = prefix;
    }

    /**
     * Counters of all masters together, without what it cost to read them so far.
     *
     * @param commands that were run, those in scripts too
     * @param toServer bytes
     * @param toClient bytes
     * @param cpuNanos processor time
     */
    record Count(double commands, double toServer, double toClient, double cpuNanos) {
        Count since(Count before) {
            return new Count(
                    commands - before.commands,
                    toServer - before.toServer,
                    toClient - before.toClient,
                    cpuNanos - before.cpuNanos);
        }
    }

    /** Connects past any delay. */
    static Observer open(Site site) {
        return new Observer(Redport.connect(RedportEntrant.config(site, "jedis", Map.of())), site.prefix());
    }

    /**
     * Makes sure that there is a server.
     *
     * @throws RedisException if it does not answer
     */
    void requireAnswer() {
        driver().executeOnMasters(Command.of(Verb.PING), Call.start(Operation.OTHER, PATIENCE))
                .forEach(each -> each.reply().orThrow());
    }

    /** Empty if the user may not. */
    Optional<Count> count() {
        if (forbidden) {
            return Optional.empty();
        }
        try {
            double commands = 0;
            double toServer = 0;
            double toClient = 0;
            double cpu = 0;
            List<MasterReply> replies = driver().executeOnMasters(Command.of(Verb.INFO), call());
            double size = 0;
            for (MasterReply each : replies) {
                String info = each.reply().orThrow().text();
                commands += field(info, "total_commands_processed");
                toServer += field(info, "total_net_input_bytes");
                toClient += field(info, "total_net_output_bytes");
                cpu += field(info, "used_cpu_sys") + field(info, "used_cpu_user");
                size += info.getBytes(UTF_8).length + 8;
            }
            ownToServer += 14.0 * replies.size(); // "*1 $4 INFO" has been read when the counters are
            Count count = new Count(commands - ownCommands, toServer - ownToServer, toClient - ownToClient, cpu * 1e9);
            ownCommands += replies.size(); // counted when it has ended
            ownToClient += size;
            return Optional.of(count);
        } catch (RedisException refused) {
            forbidden = true;
            return Optional.empty();
        }
    }

    /** Version of the server, if it may be told. */
    Optional<String> version() {
        try {
            String info = driver().executeOnMasters(Command.of(Verb.INFO), call())
                    .get(0)
                    .reply()
                    .orThrow()
                    .text();
            return Optional.of(line(info, "redis_version"));
        } catch (RedisException refused) {
            return Optional.empty();
        }
    }

    private static double field(String info, String name) {
        String value = line(info, name);
        return value.isEmpty() ? 0 : Double.parseDouble(value);
    }

    private static String line(String info, String name) {
        int start = info.indexOf("\n" + name + ":");
        if (start < 0) {
            return "";
        }
        int from = start + name.length() + 2;
        int end = info.indexOf('\r', from);
        return info.substring(from, end < 0 ? info.length() : end);
    }

    /**
     * Removes every key that begins with the prefix, or has it inside, page by page.
     *
     * @return how many
     */
    long removeKeys() {
        AtomicLong removed = new AtomicLong();
        PortContext context = new PortContext(driver(), RedisListener.NONE, Runnable::run);
        new KeyScan(context, Operation.OTHER, ("*" + prefix + "*").getBytes(US_ASCII)).forEachPage(keys -> {
            driver().executeAll(
                            keys.stream()
                                    .map(key -> Command.of(Verb.UNLINK, key))
                                    .toList(),
                            call())
                    .forEach(Reply::orThrow);
            removed.addAndGet(keys.size());
        });
        return removed.get();
    }

    private RedisDriver driver() {
        return redport.driver();
    }

    private static Call call() {
        return Call.start(Operation.OTHER, Duration.ofSeconds(20));
    }

    @Override
    public void close() {
        redport.close();
    }
}
