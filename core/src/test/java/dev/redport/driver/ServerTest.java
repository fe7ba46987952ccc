package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerTest {
    private static final String ADDRESS = "10.0.0.1:7001";

    private final FakeServers servers = new FakeServers();
    private final FakeServers.FakeServer fake = servers.at(ADDRESS);
    private final Server asking = server(Server.Role.ASKING);

    private Server server(Server.Role role) {
        return new Server(Endpoint.parse(ADDRESS), role, () -> servers.node(ADDRESS), () -> false);
    }

    private static Command get(String key) {
        return Command.of(Verb.GET, key.getBytes(UTF_8));
    }

    private static Call call(int millis) {
        return Call.start(Operation.OTHER, Duration.ofMillis(millis));
    }

    @Test
    void everyCommandIsRightBehindItsOwnAsking() throws Exception {
        fake.answers(line -> line);
        List<FutureTask<Boolean>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String mine = "k" + i;
            callers.add(new FutureTask<>(() -> {
                boolean right = true;
                for (int n = 0; n < 50; n++) {
                    right &= asking.execute(get(mine), call(10_000)).text().equals("GET " + mine);
                    right &= asking.executeAll(List.of(get(mine), get(mine)), call(10_000)).stream()
                            .allMatch(reply -> reply.text().equals("GET " + mine));
                }
                return right;
            }));
        }
        callers.forEach(task -> new Thread(task, "caller").start());
        for (FutureTask<Boolean> caller : callers) {
            assertThat(caller.get(20, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(fake.log).hasSize(8 * 50 * 6);
        for (int i = 0; i < fake.log.size(); i += 2) {
            assertThat(fake.log.get(i)).isEqualTo("ASKING");
            assertThat(fake.log.get(i + 1)).startsWith("GET");
        }
        assertThat(fake.most).as("exchanges at once").hasValue(1);
    }

    @Test
    void whoGetsNoTurnInTimeIsToldThatNothingWasSent() throws Exception {
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        fake.onReplies = () -> {
            under.countDown();
            boolean unused = await(release);
        };
        FutureTask<Reply> first = new FutureTask<>(() -> asking.execute(get("a"), call(10_000)));
        new Thread(first, "caller").start();
        assertThat(await(under)).isTrue();

        RedisException thrown = catchThrowableOfType(RedisException.class, () -> asking.execute(get("b"), call(50)));

        assertThat(thrown).isInstanceOf(RedisUnavailableException.class);
        assertThat(thrown.kind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(fake.log).doesNotContain("GET b");
        release.countDown();
        assertThat(first.get(10, TimeUnit.SECONDS).text()).isEqualTo("OK");
        assertThat(asking.execute(get("b"), call(1_000)).text())
                .as("the turn is free again")
                .isEqualTo("OK");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void anAskingThatFailsIsTheFailureOfItsCommand() {
        fake.answers(line ->
                line.equals("ASKING") ? Failures.server("ERR This instance has cluster support disabled") : "v");

        assertThat(asking.executeAll(List.of(get("a")), call(1_000)).get(0).isError())
                .isTrue();
    }

    @Test
    void askingIsNeverBegunWithoutATurn() {
        assertThat(asking.tryBegin(List.of(get("a")), call(1_000))).isNull();
        assertThat(server(Server.Role.MASTER).tryBegin(List.of(get("a")), call(1_000)))
                .isNotNull();
    }

    @Test
    void aServerIsSuspectForAWhile() {
        Server server = server(Server.Role.REPLICA);
        assertThat(server.isSuspect()).isFalse();
        server.failed();
        assertThat(server.isSuspect()).isTrue();
    }
}
