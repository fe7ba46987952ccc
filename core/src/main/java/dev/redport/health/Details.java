package dev.redport.health;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.health.HealthDetails.ClusterDetails;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what only people want to know; what cannot be found out by the end of the call is left out. */
final class Details {
    private final PortContext context;
    private final Probe probe;
    private final Call call;

    Details(PortContext context, Probe probe, Call call) {
        this.context = context;
        this.probe = probe;
        this.call = call;
    }

    HealthDetails of(Health health) {
        RedisDriver driver = context.driver();
        Optional<Masters> masters = masters();
        return new HealthDetails(
                health,
                driver.info(),
                driver.pool(),
                context.circuit().get(),
                health.isUp() ? servers() : List.of(),
                health.isUp() ? cluster() : Optional.empty(),
                masters.flatMap(Masters::sentinels),
                masters.flatMap(Masters::tlsPeer));
    }

    /** Looked for again, because what is known may be a second old. */
    private Optional<Masters> masters() {
        try {
            return Optional.of(context.driver().masters(call));
        } catch (RedisException e) {
            return Optional.empty();
        }
    }

    private List<ServerDetails> servers() {
        try {
            return context.driver().executeOnMasters(Command.of(Verb.INFO), call).stream()
                    .map(Details::server)
                    .toList();
        } catch (RedisException e) {
            return List.of();
        }
    }

    private static ServerDetails server(MasterReply answer) {
        RedisException error = answer.reply().error();
        return error == null
                ? ServerDetails.of(
                        answer.master(), Fields.ofLines(answer.reply().text()))
                : ServerDetails.skipped(answer.master(), error.kind());
    }

    private Optional<ClusterDetails> cluster() {
        Map<String, String> fields = probe.cluster(call);
        return fields.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClusterDetails(
                        "ok".equals(fields.get("cluster_state")),
                        number(fields, "cluster_known_nodes"),
                        16_384 - number(fields, "cluster_slots_assigned"),
                        number(fields, "cluster_slots_fail")));
    }

    private static int number(Map<String, String> fields, String name) {
        return Integer.parseInt(fields.getOrDefault(name, "0"));
    }
}
