package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three masters of fakes: foo is at A (slot 12182), bar at B (5061), hello at C (866). */
@Timeout(30)
class RoutingTest {
    private static final String A = "10.0.0.1:7001";
    private static final String B = "10.0.0.2:7002";
    private static final String C = "10.0.0.3:7003";
    private static final String STRANGER = "10.0.0.4:7004";

    private final FakeServers servers = new FakeServers();
    private RedisDriver driver;

    @SuppressWarnings("NullAway.Init") // it is connected once the servers know what to answer
    RoutingTest() {}

    @BeforeEach
    void answer() {
        Stream.of(A, B, C, STRANGER).forEach(each -> servers.at(each).answers(line -> answer(each, line)));
        driver = RoutingDriver.connect(
                servers, RedisConfig.builder().cluster(Endpoint.parse(A)).build(), RedisListener.NONE);
        assertThat(text(run("GET foo"))).isEqualTo("foo at " + A);
        Stream.of(A, B, C, STRANGER).forEach(each -> servers.at(each).log.clear());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private static Object answer(String server, String line) {
        if (line.equals("CLUSTER NODES")) {
            return "a " + A + "@1 master - 0 0 1 connected 10000-16383\n"
                    + "b " + B + "@1 master - 0 0 2 connected 5000-9999\n"
                    + "c " + C + "@1 master - 0 0 3 connected 0-4999\n";
        }
        return line.startsWith("GET ") ? line.substring(4) + " at " + server : "OK";
    }

    private static Command command(String line) {
        String[] words = line.split(" ", -1);
        Verb verb = Verb.all().stream()
                .filter(v -> v.name().equals(words[0]))
                .findFirst()
                .orElseThrow();
        return Command.of(
                verb, Stream.of(words).skip(1).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new));
    }

    private static Call call() {
        return Call.start(Operation.OTHER, Duration.ofSeconds(5));
    }

    private Reply run(String line) {
        return driver.execute(command(line), call());
    }

    private List<Reply> all(String... lines) {
        return driver.executeAll(Stream.of(lines).map(RoutingTest::command).toList(), call());
    }

    private static String text(Reply reply) {
        return reply.text();
    }

    private List<String> asked(String server) {
        List<String> lines = new ArrayList<>(servers.at(server).log);
        lines.remove("CLUSTER NODES");
        lines.removeIf(line -> line.startsWith("CLUSTER"));
        return lines;
    }

    private void redirect(String server, String key, String to) {
        servers.at(server).answers(line -> line.equals("GET " + key) ? Failures.server(to) : answer(server, line));
    }

    @Test
    void aBatchIsOneTripToEachServerAndItsRepliesAreInOrder() {
        assertThat(all("GET hello", "GET foo", "GET bar", "GET {foo}2", "SET bar 1"))
                .extracting(RoutingTest::text)
                .containsExactly("hello at " + C, "foo at " + A, "bar at " + B, "{foo}2 at " + A, "OK");
        assertThat(asked(A)).containsExactly("GET foo", "GET {foo}2");
        assertThat(asked(B)).containsExactly("GET bar", "SET bar 1");
    }

    @Test
    void aServerThatIsAwayFailsItsOwnItems() {
        servers.at(B).away = Failures.notConnected(null);

        List<Reply> replies = all("GET foo", "GET bar", "GET hello");

        assertThat(replies.get(1).error()).extracting(RedisException::kind).isEqualTo(ErrorKind.NOT_CONNECTED);
        assertThat(replies).extracting(Reply::isError).containsExactly(false, true, false);
    }

    @Test
    void whoIsConnectedDoesNotWaitForWhoIsNot() {
        servers.at(A).connected = false;
        List<String> order = new ArrayList<>();
        servers.at(A).onReplies = () -> order.add("A");
        servers.at(B).onReplies = () -> order.add("B");

        assertThat(all("GET foo", "GET bar")).noneMatch(Reply::isError);
        assertThat(order).endsWith("B", "A");
    }

    @Test
    void aMovedItemGoesThereAtOnceAndTheNextOnesDirectly() {
        redirect(A, "foo", "MOVED 12182 " + B);

        assertThat(all("GET foo", "GET bar", "GET hello"))
                .extracting(RoutingTest::text)
                .containsExactly("foo at " + B, "bar at " + B, "hello at " + C);
        assertThat(text(run("GET bar"))).isEqualTo("bar at " + B);
        assertThat(asked(B)).contains("GET foo");
    }

    @Test
    void anItemThatIsOnItsWayIsAskedForBehindAnAsking() {
        redirect(A, "foo", "ASK 12182 " + B);

        assertThat(all("GET foo", "GET {foo}2", "GET foo"))
                .extracting(RoutingTest::text)
                .containsExactly("foo at " + B, "{foo}2 at " + A, "foo at " + B);
        assertThat(text(run("GET foo"))).isEqualTo("foo at " + B);
        assertThat(asked(B)).containsExactly("ASKING", "GET foo", "ASKING", "GET foo", "ASKING", "GET foo");
        assertThat(asked(A)).as("the slot is A's still").contains("GET foo", "GET {foo}2");
    }

    @Test
    void redirectsInCirclesEndAsABusyServer() {
        redirect(A, "foo", "MOVED 12182 " + B);
        redirect(B, "foo", "MOVED 12182 " + A);

        RedisException single = catchThrowableOfType(RedisException.class, () -> run("GET foo"));
        List<Reply> batch = all("GET foo", "GET hello");

        assertThat(single.kind()).isEqualTo(ErrorKind.SERVER_BUSY);
        assertThat(batch.get(0).error()).extracting(RedisException::kind).isEqualTo(ErrorKind.SERVER_BUSY);
        assertThat(text(batch.get(1))).isEqualTo("hello at " + C);
        assertThat(asked(A).size() + asked(B).size()).isLessThanOrEqualTo(2 * (RoutingDriver.MOST_REDIRECTS + 1));
    }

    @Test
    void nobodyIsSentToAStranger() {
        redirect(A, "foo", "MOVED 12182 " + STRANGER);
        redirect(B, "bar", "ASK 5061 " + STRANGER);

        assertThatThrownBy(() -> run("GET foo")).isInstanceOf(RedisRejectedException.class);
        assertThat(all("GET bar", "GET hello")).extracting(Reply::isError).containsExactly(true, false);
        assertThat(servers.at(STRANGER).trips).hasValue(0);
    }

    @Test
    void aServerThatWasRetiredIsNotConnected() {
        servers.at(B).closed = true;

        List<Reply> replies = all("GET bar", "GET foo");

        assertThat(replies.get(0).error()).extracting(RedisException::kind).isEqualTo(ErrorKind.NOT_CONNECTED);
        assertThat(text(replies.get(1))).isEqualTo("foo at " + A);
        assertThatThrownBy(() -> run("GET bar")).isInstanceOf(RedisUnavailableException.class);
    }

    @Test
    void aDriverThatIsClosedMeanwhileSaysSoAndLeavesNoReplyBehind() {
        servers.at(A).onReplies = () -> {};
        servers.at(C).answers(line -> {
            driver.close();
            servers.at(B).closed = true;
            return "OK";
        });

        assertThatThrownBy(() -> all("GET foo", "GET hello", "GET bar")).isInstanceOf(IllegalStateException.class);
        assertThat(servers.at(A).uncollected).hasValue(0);
        assertThat(servers.at(C).uncollected).hasValue(0);
        assertThatThrownBy(() -> run("GET foo")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void slotsAreSettledOnlyIfEveryMasterSaysSo() {
        StringBuilder nodes = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            nodes.append("n")
                    .append(i)
                    .append(" 10.0.1.")
                    .append(i)
                    .append(":7000@1 master - 0 0 ")
                    .append(i)
                    .append(" connected ")
                    .append(i * 1024)
                    .append('-')
                    .append(i * 1024 + 1023)
                    .append('\n');
        }
        String view = nodes.toString();
        for (int i = 0; i < 16; i++) {
            servers.at("10.0.1." + i + ":7000").answers(line -> line.startsWith("CLUSTER") ? view : "OK");
        }
        Stream.of(A, B, C).forEach(each -> servers.at(each).answers(line -> view));
        assertThat(driver.masters(call()).drivers()).hasSize(16);
        assertThat(driver.masters(call()).settled()).isTrue();

        servers.at("10.0.1.11:7000").answers(line -> view.replace("11264-12287", "11264-12287 [11300->-n3]"));

        for (int i = 0; i < 5; i++) {
            assertThat(driver.masters(call()).settled()).isFalse();
        }
    }
}
