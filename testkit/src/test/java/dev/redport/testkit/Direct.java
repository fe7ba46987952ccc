package dev.redport.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Commands over a connection of their own, as someone without our credentials would send them. */
final class Direct {
    private Direct() {}

    static @Nullable Object ping(int port) throws IOException {
        try (RespConnection client = open(port, null)) {
            return send(client, "PING");
        }
    }

    static RespConnection open(int port, @Nullable SSLContext tls) throws IOException {
        return RespConnection.open("127.0.0.1", port, tls, Duration.ofSeconds(5));
    }

    static @Nullable Object send(RespConnection client, String... command) throws IOException {
        return AdminClient.text(
                client.execute(Arrays.stream(command).map(AdminClient::utf8).toArray(byte[][]::new)));
    }
}
