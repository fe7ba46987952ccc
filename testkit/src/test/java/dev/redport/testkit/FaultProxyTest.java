package dev.redport.testkit;

import static dev.redport.testkit.AdminClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultProxyTest {
    private static EmbeddedRedis redis;
    private FaultProxy proxy;

    @BeforeAll
    static void startServer() {
        redis = EmbeddedRedis.start();
    }

    @AfterAll
    static void endServer() {
        redis.close();
    }

    @BeforeEach
    void startProxy() {
        redis.flushAll();
        redis.resetStats();
        proxy = FaultProxy.to(redis);
    }

    @AfterEach
    void endProxy() {
        proxy.close();
    }

    @Nested
    class Passes {
        @Test
        void andCounts() throws IOException {
            try (RespConnection client = connect()) {
                assertThat(send(client, "SET", "k", "v")).isEqualTo("OK");
                assertThat(proxy.connections()).isEqualTo(1);
                assertThat(proxy.liveConnections()).isEqualTo(1);
                assertThat(proxy.bytesToServer())
                        .isEqualTo(resp("SET", "k", "v").length());
                assertThat(proxy.bytesToClient()).isEqualTo("+OK\r\n".length());
            }
            assertThat(Poll.until(() -> proxy.liveConnections() == 0 && redis.clientCount() == 0))
                    .isTrue();
        }

        @Test
        void valuesOfManyBuffers() throws IOException {
            byte[] value = new byte[1_000_003];
            Arrays.fill(value, (byte) '$');
            proxy.cutBeforeReply("NEVER");
            try (RespConnection client = connect()) {
                client.execute(utf8("SET"), utf8("k"), value);
                assertThat((byte[]) client.execute(utf8("GET"), utf8("k"))).isEqualTo(value);
            }
        }

        @Test
        void whatIsNotResp() throws Exception {
            try (EmbeddedRedis tls = EmbeddedRedis.builder().tls().start();
                    FaultProxy front = FaultProxy.to(tls)) {
                front.cutBeforeReply("PING");
                VerifyingClient client =
                        VerifyingClient.trusting(tls.certificates().ca());
                assertThat(client.ping(front.host(), front.port())).isEqualTo("PONG");
                assertThat(front.cutsLeft()).isEqualTo(1);
            }
        }

        @Test
        void theServersGoodbye() throws IOException {
            try (RespConnection client = connect()) {
                assertThat(send(client, "QUIT")).isEqualTo("OK");
                assertThatThrownBy(() -> send(client, "PING")).isInstanceOf(IOException.class);
            }
        }
    }

    @Nested
    class CutsBeforeTheReply {
        @Test
        void afterTheCommandRanOnce() throws IOException {
            proxy.cutBeforeReply("incr");
            try (RespConnection client = connect()) {
                assertThat(send(client, "SET", "n", "5")).isEqualTo("OK");
                assertThatThrownBy(() -> send(client, "INCR", "n")).isInstanceOf(IOException.class);
            }
            assertThat(redis.execute("GET", "n")).isEqualTo("6");
            assertThat(redis.commandCount("incr")).isEqualTo(1);
            assertThat(proxy.bytesToClient()).isEqualTo("+OK\r\n".length());
            assertThat(proxy.cutsLeft()).isZero();
            try (RespConnection next = connect()) {
                assertThat(send(next, "INCR", "n")).isEqualTo(7L);
            }
        }

        @Test
        void asOftenAsAsked() throws IOException {
            proxy.cutBeforeReply("INCR", 2);
            for (int i = 0; i < 2; i++) {
                try (RespConnection client = connect()) {
                    assertThatThrownBy(() -> send(client, "INCR", "n")).isInstanceOf(IOException.class);
                }
            }
            try (RespConnection client = connect()) {
                assertThat(send(client, "INCR", "n")).isEqualTo(3L);
            }
        }

        @Test
        void ofTheRightRequestOfAPipeline() throws IOException {
            proxy.cutBeforeReply("INCR");
            try (Socket client = new Socket(proxy.host(), proxy.port())) {
                String pipeline = resp("MSET", "a", "INCR", "b", "1")
                        + resp("MGET", "a", "x")
                        + "PING\r\n"
                        + resp("INCR", "b")
                        + resp("PING");
                client.getOutputStream().write(utf8(pipeline));
                RespReader replies = new RespReader(client.getInputStream());
                assertThat(replies.read()).isEqualTo("OK");
                assertThat(AdminClient.text(replies.read())).isEqualTo(Arrays.asList("INCR", null));
                assertThat(replies.read()).isEqualTo("PONG");
                assertThatThrownBy(replies::read).isInstanceOf(IOException.class);
            }
            assertThat(redis.execute("GET", "b")).isEqualTo("2");
        }

        @Test
        void notCountingPushedMessagesAsReplies() throws IOException {
            proxy.cutBeforeReply("GET");
            try (Socket client = new Socket(proxy.host(), proxy.port())) {
                client.getOutputStream().write(utf8("HELLO 3\r\nCLIENT TRACKING ON BCAST\r\nSET k v\r\n"));
                String invalidation = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n";
                assertThat(readUntil(client, invalidation)).contains("+OK\r\n+OK\r\n");
                client.getOutputStream().write(utf8("PING\r\nGET k\r\n"));
                assertThat(readUntil(client, "until closed")).isEqualTo("+PONG\r\n");
            }
        }
    }

    @Nested
    class Holds {
        @Test
        void everythingUntilItPasses() throws Exception {
            try (RespConnection client = connect()) {
                assertThat(send(client, "PING")).isEqualTo("PONG");
                proxy.hold();
                CompletableFuture<@Nullable Object> reply = CompletableFuture.supplyAsync(() -> {
                    try {
                        return send(client, "INCR", "n");
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThatThrownBy(() -> reply.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                assertThat(redis.execute("GET", "n")).isNull();
                proxy.pass();
                assertThat(reply.get(5, TimeUnit.SECONDS)).isEqualTo(1L);
            }
        }

        @Test
        void newConnectionsToo() throws IOException {
            proxy.hold();
            try (RespConnection client =
                    RespConnection.open(proxy.host(), proxy.port(), null, Duration.ofMillis(100))) {
                assertThatThrownBy(() -> send(client, "PING")).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @Test
    void delaysReplies() throws IOException {
        try (RespConnection client = connect()) {
            send(client, "PING");
            proxy.delay(Duration.ofMillis(80));
            long before = System.nanoTime();
            send(client, "PING");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    @Test
    void slicesReplies() throws IOException {
        redis.execute("SET", "k", "some value");
        proxy.sliceFrames(1);
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.getOutputStream().write(utf8("GET k\r\n"));
            int length = "$10\r\nsome value\r\n".length();
            int reads = 0;
            byte[] buffer = new byte[100];
            for (int received = 0; received < length; reads++) {
                received += client.getInputStream().read(buffer);
            }
            assertThat(reads).isGreaterThan(1);
        }
        assertThatThrownBy(() -> proxy.sliceFrames(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesNewConnectionsOnlyUntilItPasses() throws IOException {
        try (RespConnection old = connect()) {
            assertThat(send(old, "PING")).isEqualTo("PONG");
            proxy.refuse();
            assertThatThrownBy(() -> connect()).isInstanceOf(ConnectException.class);
            assertThat(send(old, "PING")).isEqualTo("PONG");
            proxy.pass();
            try (RespConnection fresh = connect()) {
                assertThat(send(fresh, "PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void cutsAllLiveConnections() throws IOException {
        try (RespConnection first = connect();
                RespConnection second = connect()) {
            send(first, "PING");
            send(second, "PING");
            proxy.cutAll();
            assertThatThrownBy(() -> send(first, "PING")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> send(second, "PING")).isInstanceOf(IOException.class);
        }
        assertThat(proxy.liveConnections()).isZero();
        try (RespConnection fresh = connect()) {
            assertThat(send(fresh, "PING")).isEqualTo("PONG");
        }
    }

    @Test
    void closesTheClientWhenTheServerIsDown() throws IOException {
        try (FaultProxy front = FaultProxy.to("127.0.0.1", LoopbackPort.pick());
                RespConnection client = RespConnection.open(front.host(), front.port(), null, Duration.ofSeconds(5))) {
            assertThatThrownBy(() -> send(client, "PING")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void leavesNoThreads() throws IOException {
        String name = "redport-proxy-" + proxy.port();
        try (RespConnection client = connect()) {
            send(client, "PING");
            proxy.hold();
            proxy.close();
        }
        assertThat(Poll.until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(name))))
                .isTrue();
    }

    private RespConnection connect() throws IOException {
        return RespConnection.open(proxy.host(), proxy.port(), null, Duration.ofSeconds(5));
    }

    private static String resp(String... words) {
        return Arrays.stream(words)
                .map(word -> "$" + word.length() + "\r\n" + word + "\r\n")
                .collect(Collectors.joining("", "*" + words.length + "\r\n", ""));
    }

    /** Reads to this end, or to the end of the connection. */
    private static String readUntil(Socket socket, String end) {
        StringBuilder received = new StringBuilder();
        byte[] buffer = new byte[1024];
        try {
            while (!received.toString().endsWith(end)) {
                int n = socket.getInputStream().read(buffer);
                if (n < 0) {
                    break;
                }
                received.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            // reset, which is an end as well
        }
        return received.toString();
    }

    private static @Nullable Object send(RespConnection client, String... command) throws IOException {
        return AdminClient.text(
                client.execute(Arrays.stream(command).map(AdminClient::utf8).toArray(byte[][]::new)));
    }
}
