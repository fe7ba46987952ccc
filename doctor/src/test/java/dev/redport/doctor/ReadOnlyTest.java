package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redport.config.Credentials;
import dev.redport.config.Secret;
import dev.redport.testkit.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server sees of the doctor, word by word. */
@Timeout(60)
class ReadOnlyTest {
    private static final String KEY = "\"redport:redport-doctor:[0-9a-f-]{36}\"";
    private static final Pattern ALLOWED = Pattern.compile(
            "\"(ping|time|info|hello|lastsave)\"|\"info\" \"server\"|\"client\" \"setname\" \"redport-doctor\""
                    + "|\"config\" \"get\" \"[a-z-]+\"|\"acl\" \"(log\" \"100|cat\" \"[a-z]+|getuser\" \"app)\""
                    + "|\"slowlog\" \"len\"|\"wait\" \"0\" \"1\"|\"get\" \"redport-doctor-outside-redport:.*\""
                    + "|\"(get|mget|exists|unlink|del|pttl|zcard|hgetall|hkeys)\" K|\"getrange\" K \"0\" \"0\""
                    + "|\"scan\" \"0\" \"match\" K \"count\" \"1\"|\"set\" K \"\" \"xx\"|\"pexpire\" K \"1\""
                    + "|\"evalsha\" \"0{40}\" \"1\" K|\"eval\" \"return 0\" \"none\"|\"zadd\" K \"xx\" \"0\" \"none\""
                    + "|\"(zrem|zscore|hdel|hget|hmget)\" K \"none\"|\"hset\" K \"none\" \"\" \"odd\""
                    + "|\"(zrangebyscore|zrevrangebyscore|zremrangebyscore|zcount|zrange)\" K \"0\" \"0\"");

    @Test
    void everyCommandIsOneThatChangesNothing() throws IOException {
        try (EmbeddedRedis server = EmbeddedRedis.builder()
                        .user("app", Examined.PASSWORD)
                        .user("doctor", Examined.ADMIN_PASSWORD)
                        .start();
                Socket socket = new Socket(server.host(), server.port())) {
            socket.setSoTimeout(20_000);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            assertEquals("+OK", in.readLine());
            Examined.of(Examined.config(server), DoctorOptions.defaults()).has("connect", Status.PASS);
            Examined.of(
                            Examined.config(server),
                            DoctorOptions.defaults()
                                    .withAdmin(new Credentials("doctor", Secret.of(Examined.ADMIN_PASSWORD))))
                    .has("admin-login", Status.PASS);
            server.execute("ECHO", "the-end");
            List<String> seen = new ArrayList<>();
            for (String line = in.readLine();
                    line != null && !line.contains("the-end") && seen.size() < 10_000;
                    line = in.readLine()) {
                seen.add(line.replaceFirst("^[^\\]]*] ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll(KEY, "K"));
            }
            assertTrue(seen.size() > 50, seen.toString());
            assertEquals(
                    List.of(),
                    seen.stream()
                            .filter(command -> !ALLOWED.matcher(command).matches())
                            .filter(command -> !command.startsWith("\"auth\""))
                            .toList());
        }
    }
}
