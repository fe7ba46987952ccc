package dev.redport.health;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.config.Topology;
import dev.redport.driver.Call;
import dev.redport.driver.CircuitBreaker;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.MasterReply;
import dev.redport.driver.PoolStats;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisRejectedException;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks every master who it is, by HELLO, or where that is unknown or forbidden, by PING. */
final class Probe {
    private static final Command HELLO = Command.of(Verb.HELLO);
    private static final Command PING = Command.of(Verb.PING);
    private static final Command CLUSTER_INFO = Command.of(Verb.CLUSTER, "INFO".getBytes(US_ASCII));

    private final PortContext context;
    private volatile boolean onlyPing;

    /** A status and why. */
    record Finding(Health.Status status, Set<ErrorKind> reasons) {}

    Probe(PortContext context) {
        this.context = context;
    }

    Finding ask(Call call) {
        List<MasterReply> masters;
        try {
            masters = greet(call);
        } catch (RedisException e) {
            return finding(EnumSet.of(e.kind()), true);
        }
        Set<ErrorKind> reasons = EnumSet.noneOf(ErrorKind.class);
        int failed = 0;
        for (MasterReply each : masters) {
            ErrorKind kind = failure(each.reply());
            if (kind != null) {
                failed++;
                reasons.add(kind);
            }
        }
        if (failed == masters.size()) {
            return finding(reasons, true);
        }
        if ("fail".equals(cluster(call).get("cluster_state"))) {
            reasons.add(ErrorKind.SERVER_BUSY);
        }
        if (isSaturated(context.driver().pool())) {
            reasons.add(ErrorKind.POOL_TIMEOUT);
        }
        if (context.circuit().get() != CircuitBreaker.State.CLOSED) {
            reasons.add(ErrorKind.REJECTED);
        }
        return finding(reasons, false);
    }

    private static Finding finding(Set<ErrorKind> reasons, boolean down) {
        if (reasons.contains(ErrorKind.INTERRUPTED)) { // which says nothing about Redis
            return new Finding(Health.Status.UNKNOWN, Set.of(ErrorKind.INTERRUPTED));
        }
        Health.Status impaired = down ? Health.Status.DOWN : Health.Status.DEGRADED;
        return new Finding(reasons.isEmpty() ? Health.Status.UP : impaired, reasons);
    }

    private List<MasterReply> greet(Call call) {
        if (!onlyPing) {
            List<MasterReply> replies = context.driver().executeOnMasters(HELLO, call);
            if (replies.stream().noneMatch(each -> isNotServed(each.reply()))) {
                return replies;
            }
            onlyPing = true;
        }
        return context.driver().executeOnMasters(PING, call);
    }

    /** Before Redis 6.2, behind some proxies, or without the right. */
    private static boolean isNotServed(Reply reply) {
        return reply.error() instanceof RedisRejectedException e
                && (e.kind() == ErrorKind.PERMISSION || e.kind() == ErrorKind.OTHER);
    }

    private static @Nullable ErrorKind failure(Reply reply) {
        RedisException error = reply.error();
        if (error != null) {
            return error.kind();
        }
        String role = Fields.ofList(reply).getOrDefault("role", "master");
        return role.equals("master") ? null : ErrorKind.READ_ONLY;
    }

    /** The fields of CLUSTER INFO; none where there is no cluster, or nobody tells. */
    Map<String, String> cluster(Call call) {
        if (!(context.config().topology() instanceof Topology.Cluster)) {
            return Map.of();
        }
        try {
            return Fields.ofLines(context.driver().execute(CLUSTER_INFO, call).text());
        } catch (RedisException e) {
            return Map.of();
        }
    }

    private static boolean isSaturated(PoolStats pool) {
        return pool.pending() > 0 && pool.idle() == 0;
    }
}
