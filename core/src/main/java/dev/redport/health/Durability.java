package dev.redport.health;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Verb;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the masters keep what a token store needs kept, by their INFO, looked at once a minute at most. A warning is logged when
 * it comes up.
 */
final class Durability {
    private static final Logger log = LoggerFactory.getLogger(HealthCheck.class);
    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private final PortContext context;
    private final AtomicLong nextLook = new AtomicLong(System.nanoTime());
    private volatile List<HealthWarning> last = List.of();

    Durability(PortContext context) {
        this.context = context;
    }

    /** What was found last; a server that does not answer says nothing about its settings. */
    List<HealthWarning> warnings(long nanos) {
        long due = nextLook.get();
        long now = System.nanoTime();
        if (now - due < 0 || !nextLook.compareAndSet(due, now + INTERVAL)) {
            return last;
        }
        try {
            Set<HealthWarning> found = look(Call.startNanos(Operation.HEALTH_SETTINGS, nanos));
            found.stream()
                    .filter(warning -> !last.contains(warning))
                    .forEach(warning -> log.atWarn()
                            .addKeyValue("client", context.config().clientName())
                            .addKeyValue("warning", warning.tag())
                            .addKeyValue("remedy", warning.text())
                            .log("The servers are set up so that the token store may forget"));
            last = List.copyOf(found);
        } catch (RedisException e) {
            nextLook.set(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
        }
        return last;
    }

    private Set<HealthWarning> look(Call call) {
        Set<HealthWarning> found = EnumSet.noneOf(HealthWarning.class);
        for (MasterReply each : context.driver().executeOnMasters(Command.of(Verb.INFO), call)) {
            if (each.reply().error() instanceof RedisRejectedException) {
                found.add(HealthWarning.UNKNOWN);
            } else {
                found.addAll(warnings(each.reply().orThrow().text()));
            }
        }
        return found;
    }

    static Set<HealthWarning> warnings(String info) {
        Set<HealthWarning> found = EnumSet.noneOf(HealthWarning.class);
        if (!has(info, "maxmemory_policy:noeviction")) {
            found.add(HealthWarning.EVICTION);
        }
        if (!has(info, "aof_enabled:1")) {
            found.add(HealthWarning.PERSISTENCE);
        }
        // the server tells the second only if min-replicas-to-write is set
        if (!has(info, "connected_slaves:0") && !has(info, "min_slaves_good_slaves:")) {
            found.add(HealthWarning.REPLICATION);
        }
        return found;
    }

    private static boolean has(String info, String line) {
        return info.lines().anyMatch(each -> line.endsWith(":") ? each.startsWith(line) : each.equals(line));
    }
}
