package dev.redport.examples.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Commands to one server as one of its users, over its TLS port. */
final class Console implements AutoCloseable {
    private final Redport redport;

    Console(Deployment deployment, int port, String user) {
        redport = Redport.connect(RedisConfig.builder()
                .host("localhost")
                .port(port)
                .username(user)
                .password(deployment.secret(user))
                .tlsEnabled(true)
                .tlsCaFile(deployment.file("tls/ca.crt"))
                .tlsCertFile(deployment.file("tls/client.crt"))
                .tlsKeyFile(deployment.file("tls/client.key"))
                .maxRetries(0)
                .circuitBreaker(false)
                .driver("jedis")
                .build());
    }

    /** The reply as text; lists with a line for each item. */
    String tell(String... words) {
        Verb verb = new Verb(words[0].toUpperCase(Locale.ROOT), Replay.NEVER, -1);
        byte[][] arguments =
                Stream.of(words).skip(1).map(word -> word.getBytes(UTF_8)).toArray(byte[][]::new);
        return text(redport.driver()
                .execute(Command.of(verb, arguments), Call.start(Operation.OTHER, Duration.ofSeconds(5))));
    }

    private static String text(Reply reply) {
        if (reply.isList()) {
            return reply.list().stream().map(Console::text).collect(Collectors.joining("\n"));
        }
        if (reply.isInteger()) {
            return Long.toString(reply.integer());
        }
        return reply.isNil() ? "" : reply.text();
    }

    /** Asks again until the answer holds a text, for at most a minute. */
    void await(String expected, String... words) {
        String[] last = {""};
        boolean came = eventually(Duration.ofMinutes(1), () -> {
            try {
                last[0] = tell(words);
            } catch (RedisException e) {
                last[0] = e.toString();
            }
            return last[0].contains(expected);
        });
        assertThat(came).as("%s in: %s", expected, last[0]).isTrue();
    }

    static boolean eventually(Duration within, BooleanSupplier probe) {
        long end = System.nanoTime() + within.toNanos();
        while (!probe.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return true;
    }

    @Override
    public void close() {
        redport.close();
    }
}
