package dev.redport.benchmarks;

import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener;
import dev.redport.token.KeyRing;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Redport's token stores over a client. Thread-safe. */
final class TokenContest implements AutoCloseable {
    private static final KeyRing KEYS = KeyRing.random();

    private final LongAdder calls;
    private final Redport redport;

    private TokenContest(LongAdder calls, Redport redport) {
        this.calls = calls;
        this.redport = redport;
    }

    static TokenContest open(String driver, URI server) {
        LongAdder calls = new LongAdder();
        RedisListener counting = new RedisListener() {
            @Override
            public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
                calls.increment();
            }
        };
        RedisConfig config = RedisConfig.builder()
                .url(server.toString())
                .driver(driver)
                .namespace("bench")
                .build();
        return new TokenContest(calls, Redport.connect(config, counting));
    }

    /** A store with the default times, except for what is changed. */
    TokenStore store(UnaryOperator<TokenSpec> changes) {
        return redport.tokenStore(
                changes.apply(TokenSpec.named("auth", KEYS).sessions(Sample.IDLE, Sample.IDLE.multipliedBy(24))));
    }

    TokenStore store() {
        return store(spec -> spec);
    }

    /** How often the driver was asked so far, each time in one trip. */
    long calls() {
        return calls.sum();
    }

    String driver() {
        return redport.driver().info().driver() + " " + redport.driver().info().clientVersion();
    }

    @Override
    public void close() {
        redport.close();
    }
}
