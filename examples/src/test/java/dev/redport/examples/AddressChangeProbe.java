package dev.redport.examples;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverStack;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Verb;
import dev.redport.testkit.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Run by {@link AddressChangeTest}: a name of the server that first leads nowhere and then to the server. */
final class AddressChangeProbe {
    static final int TTL_SECONDS = 1;

    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final String NAME = "redis.test";

    private AddressChangeProbe() {}

    /** Takes the file of names that this JVM was told to use. */
    public static void main(String[] args) throws IOException {
        Security.setProperty("networkaddress.cache.ttl", String.valueOf(TTL_SECONDS));
        Path names = Path.of(args[0]);
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            names(names, "127.0.0.2");
            List<RedisDriver> drivers = new ArrayList<>();
            for (String name : List.of("jedis", "lettuce", "redisson")) {
                drivers.add(DriverStack.find(name)
                        .connect(RedisConfig.builder()
                                .host(NAME)
                                .port(redis.port())
                                .dialTimeout(Duration.ofMillis(500))
                                .build()));
            }
            drivers.forEach(
                    driver -> System.out.println(driver.info().driver() + " before=" + answersAfter(driver, 500)));
            names(names, "127.0.0.1");
            drivers.forEach(
                    driver -> System.out.println(driver.info().driver() + " after=" + answersAfter(driver, 5000)));
            drivers.forEach(RedisDriver::close);
        }
    }

    private static void names(Path file, String address) throws IOException {
        Files.writeString(file, address + " " + NAME + "\n127.0.0.1 localhost\n");
    }

    /** Calls until one succeeds; after how many milliseconds, or -1. */
    private static long answersAfter(RedisDriver driver, long limitMillis) {
        long start = System.nanoTime();
        long millis = 0;
        while (millis < limitMillis) {
            try {
                var unused = driver.execute(Command.of(Verb.PING), Call.start(Operation.OTHER, DEADLINE));
                return millis;
            } catch (RedisException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        }
        return -1;
    }
}
