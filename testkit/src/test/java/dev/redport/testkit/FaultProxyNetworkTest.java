package dev.redport.testkit;

import static dev.redport.testkit.AdminClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyNetworkTest {
    private static final int MEGABYTE = 1 << 20;
    private static EmbeddedRedis redis;
    private FaultProxy proxy;
    private Socket client;

    @BeforeAll
    static void startServer() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void endServer() {
        redis.close();
    }

    @BeforeEach
    void connect() throws IOException {
        redis.flushAll();
        proxy = FaultProxy.to(redis);
        client = new Socket(proxy.host(), proxy.port());
        client.setSoTimeout(10_000);
        assertThat(ask("PING\r\n", 7)).isEqualTo("+PONG\r\n");
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        proxy.close();
    }

    @Nested
    class BreaksAReplyOff {
        @Test
        void inTheMidstOfItAfterTheCommandRan() throws IOException {
            redis.execute("SET", "k", "some value");
            proxy.cutMidFrame("get");
            client.getOutputStream().write(utf8("INCR n\r\nGET k\r\nINCR n\r\n"));
            String received = rest();
            String whole = ":1\r\n$10\r\nsome value\r\n";
            assertThat(whole).startsWith(received);
            assertThat(received.length()).isGreaterThan(":1\r\n".length()).isLessThan(whole.length());
            assertThat(proxy.cutsLeft()).isZero();
        }

        @Test
        void withAnOrdinaryEnd() throws IOException {
            proxy.cutMidFrame("INCR");
            assertThat(ask("INCR n\r\n", 2)).isEqualTo(":1");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(redis.execute("GET", "n")).isEqualTo("1");
        }

        @Test
        void thatTheServerSendsByteByByte() throws IOException {
            proxy.sliceFrames(1);
            try (FaultProxy front = FaultProxy.to(proxy.host(), proxy.port());
                    RespConnection caller =
                            RespConnection.open(front.host(), front.port(), null, Duration.ofSeconds(5))) {
                front.cutMidFrame("INCR");
                assertThatThrownBy(() -> caller.execute(utf8("INCR"), utf8("n")))
                        .isInstanceOf(EOFException.class);
                assertThat(front.bytesToClient()).isBetween(1L, 3L);
            }
        }
    }

    @Nested
    class EndsConnections {
        @Test
        void withAReset() {
            proxy.cutAll();
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }

        @Test
        void withAGoodbye() throws IOException {
            proxy.hangUpAll();
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(Poll.until(() -> proxy.liveConnections() == 0 && redis.clientCount() == 0))
                    .isTrue();
        }
    }

    @Nested
    class StopsReading {
        @Test
        void soThatWritesOfTheClientBlock() throws Exception {
            proxy.stopReading();
            AtomicLong written = new AtomicLong();
            long total = 64L * MEGABYTE;
            byte[] ping = "PING\r\n".repeat(MEGABYTE / 8).getBytes(StandardCharsets.US_ASCII);
            CompletableFuture<Void> writer = CompletableFuture.runAsync(
                    () -> {
                        try {
                            OutputStream out = client.getOutputStream();
                            while (written.get() < total) {
                                out.write(ping);
                                written.addAndGet(ping.length);
                            }
                        } catch (IOException e) {
                            // closed at the end of the test
                        }
                    },
                    task -> new Thread(task, "writer").start());
            AtomicLong before = new AtomicLong(-1);
            assertThat(Poll.until(Duration.ofSeconds(20), () -> standsStill(written, before)))
                    .isTrue();
            assertThat(written.get()).isBetween(0L, total - 1);
            assertThat(proxy.bytesToServer()).isEqualTo("PING\r\n".length());
            client.close();
            writer.get(10, TimeUnit.SECONDS);
        }

        private static boolean standsStill(AtomicLong written, AtomicLong before) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            return before.getAndSet(written.get()) == written.get();
        }

        @Test
        void whileRepliesStillArrive() throws Exception {
            client.getOutputStream().write(utf8("BLPOP list 0\r\n"));
            assertThat(Poll.until(() -> "1".equals(redis.info("clients").get("blocked_clients"))))
                    .isTrue();
            proxy.stopReading();
            client.getOutputStream().write(utf8("INCR n\r\n"));
            redis.execute("RPUSH", "list", "v");
            String popped = "*2\r\n$4\r\nlist\r\n$1\r\nv\r\n";
            assertThat(read(popped.length())).isEqualTo(popped);
            assertThat(redis.execute("GET", "n")).isNull();
            proxy.pass();
            assertThat(read(4)).isEqualTo(":1\r\n");
        }
    }

    @Test
    void holdsRepliesOfCommandsThatRan() throws IOException {
        proxy.holdReplies();
        client.getOutputStream().write(utf8("INCR n\r\n"));
        assertThat(Poll.until(() -> "1".equals(redis.execute("GET", "n")))).isTrue();
        client.setSoTimeout(100);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(10_000);
        proxy.pass();
        assertThat(read(4)).isEqualTo(":1\r\n");
    }

    @Test
    void delaysByDifferentTimes() throws IOException {
        proxy.jitter(Duration.ofMillis(5), Duration.ofMillis(60));
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            long before = System.nanoTime();
            assertThat(ask("PING\r\n", 7)).isEqualTo("+PONG\r\n");
            times.add(Duration.ofNanos(System.nanoTime() - before));
        }
        times.sort(null);
        assertThat(times.get(0)).isBetween(Duration.ofMillis(5), Duration.ofMillis(40));
        assertThat(times.get(14).minus(times.get(0))).isGreaterThan(Duration.ofMillis(10));
        assertThatThrownBy(() -> proxy.jitter(Duration.ofMillis(2), Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.delay(Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void delaysEachReplyFromItsOwnArrival() throws Exception {
        proxy.delay(Duration.ofSeconds(1));
        client.getOutputStream().write(utf8("INCR n\r\n"));
        assertThat(Poll.until(() -> "1".equals(redis.execute("GET", "n")))).isTrue();
        Thread.sleep(50);
        long before = System.nanoTime();
        assertThat(ask("INCR n\r\n", 8)).isEqualTo(":1\r\n:2\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_700));
    }

    @Test
    void delaysByLessThanAMillisecond() throws IOException {
        proxy.delay(Duration.ofNanos(100_000));
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 500; i++) {
            long before = System.nanoTime();
            ask("PING\r\n", 7);
            best = Math.min(best, System.nanoTime() - before);
        }
        assertThat(Duration.ofNanos(best)).isBetween(Duration.ofNanos(100_000), Duration.ofNanos(1_000_000));
    }

    @Test
    void delaysNoLongerOnceItPasses() throws IOException {
        proxy.delay(Duration.ofMinutes(1));
        client.getOutputStream().write(utf8("INCR n\r\n"));
        assertThat(Poll.until(() -> "1".equals(redis.execute("GET", "n")))).isTrue();
        proxy.pass();
        assertThat(read(4)).isEqualTo(":1\r\n");
    }

    @Test
    void throttlesBothDirections() throws IOException {
        redis.execute("SET", "k", "v".repeat(20_000));
        proxy.throttle(100_000);
        long before = System.nanoTime();
        String reply = ask("GET k\r\n", 20_010);
        Duration replies = Duration.ofNanos(System.nanoTime() - before);
        assertThat(reply).startsWith("$20000\r\nvvv").endsWith("v\r\n");
        before = System.nanoTime();
        assertThat(ask("ECHO " + "v".repeat(20_000) + "\r\n", 1)).isEqualTo("$");
        Duration requests = Duration.ofNanos(System.nanoTime() - before);
        assertThat(replies).isGreaterThan(Duration.ofMillis(195));
        assertThat(requests).isGreaterThan(Duration.ofMillis(195));
        assertThatThrownBy(() -> proxy.throttle(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endsAThrottleInTheMidstOfAReply() throws IOException {
        redis.execute("SET", "k", "v".repeat(20_000));
        proxy.throttle(100);
        client.getOutputStream().write(utf8("GET k\r\n"));
        assertThat(read(1)).isEqualTo("$");
        long before = System.nanoTime();
        proxy.pass();
        assertThat(read(20_009)).endsWith("v\r\n");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    private String ask(String request, int length) throws IOException {
        client.getOutputStream().write(utf8(request));
        return read(length);
    }

    private String read(int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    /** What arrives before the end of the connection, of whichever kind that is. */
    private String rest() {
        StringBuilder received = new StringBuilder();
        try {
            InputStream in = client.getInputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                received.append((char) b);
            }
        } catch (IOException e) {
            // reset, which is an end as well
        }
        return received.toString();
    }
}
