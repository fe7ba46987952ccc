package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ServersTest {
    private static final Endpoint STAYS = Endpoint.parse("10.0.0.1:7001");
    private static final Endpoint GOES = Endpoint.parse("10.0.0.2:7002");

    private static final PoolCounts COUNTS = new PoolCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);

    /** A client whose connections to each server are two open ones and a past. */
    private static final class Counted implements Connector, Node {
        boolean closed;

        @Override
        public Node node(RedisConfig config, Greeting greeting) {
            return this;
        }

        @Override
        public Reply execute(Command command, Call call) {
            return Reply.of("OK");
        }

        @Override
        public Exchange begin(List<Command> commands, Call call) {
            return List::of;
        }

        @Override
        public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
            return null;
        }

        @Override
        public PoolStats pool() {
            return new PoolStats(4, 2, 1, 1, 0, COUNTS);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Counted client = new Counted();
    private final Servers servers = new Servers(RedisConfig.defaults(), client);

    @Test
    void whatADepartedServerCountedIsKept() throws ReflectiveOperationException {
        servers.get(STAYS, Server.Role.MASTER).node();
        servers.get(GOES, Server.Role.MASTER).node();
        servers.get(GOES, Server.Role.SCOUT).node();
        PoolStats before = servers.pool();
        assertThat(before).isEqualTo(new PoolStats(8, 4, 2, 2, 0, COUNTS.plus(COUNTS)));

        servers.retain(Set.of(STAYS));
        assertThat(servers.pool()).as("it may still have calls").isEqualTo(before);
        aMinutePasses();
        servers.retain(Set.of(STAYS));

        assertThat(client.closed).isTrue();
        PoolCounts closed = new PoolCounts(0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0);
        assertThat(servers.pool())
                .isEqualTo(new PoolStats(4, 2, 1, 1, 0, COUNTS.plus(COUNTS).plus(closed)));
        aMinutePasses();
        servers.retain(Set.of(STAYS));
        assertThat(servers.pool().counts())
                .as("once")
                .isEqualTo(COUNTS.plus(COUNTS).plus(closed));
    }

    @Test
    void aServerThatComesBackInTimeWasNeverAway() throws ReflectiveOperationException {
        servers.get(GOES, Server.Role.MASTER).node();
        servers.retain(Set.of());
        aMinutePasses();
        servers.retain(Set.of(GOES));
        servers.retain(Set.of());

        assertThat(client.closed).isFalse();
        assertThat(servers.pool().counts()).isEqualTo(COUNTS);
    }

    /** For those who left: nobody is to wait for it. */
    private void aMinutePasses() throws ReflectiveOperationException {
        Field field = Servers.class.getDeclaredField("leftAt");
        field.setAccessible(true);
        @SuppressWarnings("unchecked")
        Map<Object, Long> leftAt = (Map<Object, Long>) field.get(servers);
        leftAt.replaceAll((key, at) -> at - Duration.ofSeconds(61).toNanos());
    }
}
