package dev.redport.testkit;

import static dev.redport.testkit.AdminClient.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ScriptedServerTest {
    private final ScriptedServer server = ScriptedServer.start();
    private RespConnection client;

    @BeforeEach
    void connect() throws IOException {
        client = RespConnection.open(server.host(), server.port(), null, Duration.ofMillis(500));
    }

    @AfterEach
    void end() {
        client.close();
        server.close();
    }

    @Test
    void answersTheHandshakeOfAnOldServer() throws IOException {
        assertThat(client.execute(utf8("AUTH"), utf8("p"))).isEqualTo("OK");
        assertThat(client.execute(utf8("CLIENT"), utf8("SETNAME"), utf8("n"))).isEqualTo("OK");
        assertThat(client.execute(utf8("SELECT"), utf8("0"))).isEqualTo("OK");
        assertThat(client.execute(utf8("PING"))).isEqualTo("PONG");
        assertThatThrownBy(() -> client.execute(utf8("HELLO"), utf8("3")))
                .isInstanceOf(RedisServerError.class)
                .hasMessageStartingWith("ERR unknown command");
    }

    @Test
    void givesTheScriptedRepliesInOrderAndTheLastForEver() throws IOException {
        server.reply("get", "-LOADING Redis is loading the dataset in memory", "$1\r\nv", "$-1");
        assertThatThrownBy(() -> client.execute(utf8("GET"), utf8("k")))
                .isInstanceOf(RedisServerError.class)
                .hasMessage("LOADING Redis is loading the dataset in memory");
        assertThat((byte[]) client.execute(utf8("GET"), utf8("k"))).isEqualTo(utf8("v"));
        assertThat(client.execute(utf8("GET"), utf8("k"))).isNull();
        assertThat(client.execute(utf8("GET"), utf8("k"))).isNull();
        assertThat(server.count("GET")).isEqualTo(4);
        assertThat(server.count("SET")).isZero();
    }

    @Test
    void closesOnACommand() {
        server.closeOn("GET");
        assertThatThrownBy(() -> client.execute(utf8("GET"), utf8("k"))).isInstanceOf(EOFException.class);
        assertThat(server.count("get")).isEqualTo(1);
    }

    @Test
    void hangsOnACommandAndAfterIt() {
        server.hangOn("GET");
        assertThatThrownBy(() -> client.execute(utf8("GET"), utf8("k"))).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> client.execute(utf8("PING"))).isInstanceOf(SocketTimeoutException.class);
        assertThat(server.count("PING")).isEqualTo(1);
    }

    @Test
    void leavesNoThreads() throws IOException {
        client.execute(utf8("PING"));
        String name = "redport-scripted-" + server.port();
        server.close();
        assertThat(Poll.until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().startsWith(name))))
                .isTrue();
    }
}
