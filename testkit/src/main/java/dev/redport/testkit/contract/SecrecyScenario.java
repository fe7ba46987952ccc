package dev.redport.testkit.contract;

import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.config.Credentials;
import dev.redport.config.RedisConfigBuilder;
import dev.redport.config.Secret;
import dev.redport.driver.Call;
import dev.redport.driver.CircuitBreaker;
import dev.redport.driver.Command;
import dev.redport.driver.DriverFactory;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.DriverStack;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PoolStats;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import dev.redport.health.HealthCheck;
import dev.redport.testkit.EmbeddedCluster;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.EmbeddedSentinel;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A program that handles secrets in every way it can think of and prints all that it is given to print. */
final class SecrecyScenario {
    static final String CANARY = "c4n4ry";
    static final String FORGED = "F0RGED";
    static final String LOGGED = "a line at the lowest level";
    static final String DONE = "the scenario came to its end";

    private static final String PASSWORD = CANARY + "-password+/=@:%";
    private static final String WRONG = CANARY + "-wrong-password";
    private static final String SENTINEL_PASSWORD = CANARY + "-sentinel-password";
    private static final String KEY = CANARY + "-key\r\n" + FORGED + " line\u001b[31m";
    private static final String VALUE = CANARY + "-value eyJhbGciOi\r\n" + FORGED + " line\u001b[2J";
    private static final Script WRITE = Script.of("write", Replay.NEVER, "return redis.call('SET', KEYS[1], ARGV[1])");
    private static final Script FAIL = Script.of("fail", Replay.NEVER, "return redis.error_reply('BAD ' .. ARGV[1])");
    private static final Verb HSET = new Verb("HSET", Replay.SAME_STATE, 0);
    private static final Verb UNKNOWN = new Verb("NOSUCH", Replay.NEVER, 0);

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DriverFactory factory;
    private final PrintStream out;

    private SecrecyScenario(DriverFactory factory, PrintStream out) {
        this.factory = factory;
        this.out = out;
    }

    public static void main(String[] arguments) throws ReflectiveOperationException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DriverFactory factory = Class.forName(arguments[0])
                .asSubclass(DriverFactory.class)
                .getDeclaredConstructor()
                .newInstance();
        SecrecyScenario scenario = new SecrecyScenario(factory, out);
        LoggerFactory.getLogger(SecrecyScenario.class).trace(LOGGED);
        scenario.runSideBySide(scenario::standalone, scenario::sentinel, scenario::cluster);
        out.println(DONE);
        System.exit(0);
    }

    /** They wait for timeouts most of the time. */
    private void runSideBySide(Runnable... topologies) {
        CompletableFuture.allOf(Stream.of(topologies)
                        .map(each -> CompletableFuture.runAsync(each, task -> new Thread(task, "scenario").start()))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }

    private void standalone() {
        try (EmbeddedRedis redis = EmbeddedRedis.builder().password(PASSWORD).start();
                Deployment servers = Deployment.of(redis)) {
            use(servers, config -> config.password(PASSWORD));
        }
    }

    private void sentinel() {
        try (EmbeddedSentinel sentinel = EmbeddedRedis.sentinel()
                        .password(PASSWORD)
                        .sentinelPassword(SENTINEL_PASSWORD)
                        .start();
                Deployment servers = Deployment.of(sentinel)) {
            use(
                    servers,
                    config -> config.password(PASSWORD)
                            .sentinelCredentials(() -> new Credentials("", Secret.of(SENTINEL_PASSWORD))));
            attempt(() -> {
                try (var driver = DriverStack.connect(
                                factory,
                                servers.config()
                                        .password(PASSWORD)
                                        .sentinelCredentials(() -> new Credentials("", Secret.of(WRONG)))
                                        .build(),
                                RedisListener.NONE,
                                Runnable::run)
                        .driver()) {
                    return Contract.run(driver, Verb.GET, KEY);
                }
            });
        }
    }

    private void cluster() {
        try (EmbeddedCluster cluster =
                        EmbeddedRedis.cluster().password(PASSWORD).start();
                Deployment servers = Deployment.of(cluster)) {
            use(servers, config -> config.password(PASSWORD));
        }
    }

    private interface Login {
        RedisConfigBuilder apply(RedisConfigBuilder config);
    }

    private void use(Deployment servers, Login login) {
        PortContext context = DriverStack.connect(
                factory,
                login.apply(servers.config())
                        .dialTimeout(PATIENCE)
                        .maxRetries(3)
                        .build(),
                new Printing(),
                Runnable::run);
        try (var driver = context.driver()) {
            print(context, driver, driver.info(), driver.info().config(), driver.pool());
            succeed(servers, context);
            attempt(() -> TokenSecrecyScenario.use(context, this::print));
            fail(context);
            servers.pause();
            attempt(() -> Contract.run(driver, Verb.SET, KEY, VALUE));
            attempt(() -> HealthCheck.over(context, Duration.ofMillis(100)).check());
            servers.resume();
            attempt(() -> Contract.run(driver, Verb.GET, KEY));
            servers.nodes().forEach(each -> each.execute("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));
            attempt(() -> Contract.run(driver, Verb.SET, KEY, VALUE));
            attempt(() -> Contract.run(driver, Verb.SET, KEY, VALUE));
            wrongPassword(servers, login);
            servers.nodes().forEach(EmbeddedRedis::stop);
            attempt(() -> Contract.run(driver, Verb.SET, KEY, VALUE));
            attempt(() -> Contract.run(driver, Verb.GET, KEY));
            attempt(() -> HealthCheck.over(context).check());
        }
        attempt(() -> Contract.run(context.driver(), Verb.GET, KEY));
    }

    private void wrongPassword(Deployment servers, Login login) {
        try (var stranger = DriverStack.connect(
                        factory, login.apply(servers.config()).password(WRONG).build(), new Printing(), Runnable::run)
                .driver()) {
            attempt(() -> Contract.run(stranger, Verb.SET, KEY, VALUE));
            attempt(() -> Contract.run(stranger, Verb.GET, KEY));
        }
    }

    private void succeed(Deployment servers, PortContext context) {
        Cache<String, String> cache = Cache.over(context, CacheSpec.named("secret", String.class));
        attempt(() -> {
            cache.put(KEY, VALUE);
            return "put";
        });
        print(cache, cache.async(), CacheSpec.named("secret", String.class));
        attempt(() -> cache.lookup(KEY) instanceof Lookup.Hit<String> hit
                ? hit.version() + " " + cache.replace(KEY, hit.version(), VALUE)
                : "nothing");
        attempt(() -> {
            cache.putAll(Map.of(KEY, VALUE));
            return "put";
        });
        attempt(() -> cache.findAll(List.of(KEY)).size());
        attempt(() -> cache.touch(KEY, Duration.ofMinutes(1)));
        attempt(() -> {
            cache.invalidate(KEY);
            return "gone";
        });
        attempt(() -> cache.getOrLoad(KEY, key -> VALUE).length());
        attempt(() -> cache.clear());
        Cache<String, Integer> numbers =
                Cache.over(context, CacheSpec.named("number", Integer.class).sharedAs("test:n:"));
        servers.execute("SET", "test:n:" + CANARY, VALUE);
        attempt(() -> numbers.find(CANARY).isPresent());
        attempt(() -> HealthCheck.over(context).check().toJson());
        Command script = WRITE.call(List.of(Contract.bytes(KEY)), Contract.bytes(VALUE));
        print(script, WRITE, Contract.command(Verb.SET, KEY, VALUE));
        attempt(() -> context.driver().execute(script, call()));
        attempt(() -> context.driver().execute(Contract.command(Verb.GET, KEY), call()));
        attempt(() -> context.driver()
                .executeAll(List.of(Contract.command(Verb.GET, KEY), Contract.command(Verb.SET, KEY, VALUE)), call()));
    }

    private void fail(PortContext context) {
        var driver = context.driver();
        attempt(() -> Contract.run(driver, HSET, KEY, VALUE, VALUE));
        attempt(() -> Contract.run(driver, HSET, KEY));
        attempt(() -> Contract.run(driver, UNKNOWN, KEY, VALUE));
        attempt(() -> driver.execute(FAIL.call(List.of(Contract.bytes(KEY)), Contract.bytes(VALUE)), call()));
        attempt(() -> driver.executeAll(
                List.of(Contract.command(HSET, KEY, VALUE, VALUE), Contract.command(UNKNOWN, KEY, VALUE)), call()));
        Cache<String, byte[]> small =
                Cache.over(context, CacheSpec.named("small", Codecs.bytes()).maxBytes(10));
        attempt(() -> small.putIfAbsent(KEY, Contract.bytes(VALUE)));
        attempt(() -> small.find(KEY.repeat(20)));
        attempt(() -> small.find(KEY + "\ud800"));
    }

    private static Call call() {
        return Call.start(Operation.OTHER, Contract.DEADLINE);
    }

    /** Prints what comes of it, or all there is to say about the failure. */
    private void attempt(Supplier<?> step) {
        try {
            Object result = step.get();
            print(result);
            if (result instanceof List<?> replies) {
                replies.forEach(each -> {
                    if (each instanceof Reply reply && reply.error() != null) {
                        reply.error().printStackTrace(out);
                    }
                });
            }
        } catch (RedisException | IllegalStateException | IllegalArgumentException e) {
            e.printStackTrace(out);
        }
    }

    private void print(Object... shown) {
        for (Object each : shown) {
            out.println(each);
        }
    }

    /** Prints whatever a listener is told: what metrics and logs can be made of. */
    private final class Printing implements RedisListener {
        @Override
        public void onConnect(DriverInfo info, Supplier<PoolStats> pool) {
            print(info, pool.get());
        }

        @Override
        public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
            print(operation + " " + error);
        }

        @Override
        public void onRetry(Operation operation, ErrorKind error) {
            print(operation + " again: " + error);
        }

        @Override
        public void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {
            print(from, to);
        }

        @Override
        public void onCache(String cache) {
            print(cache);
        }

        @Override
        public void onLookup(String cache, LookupOutcome outcome, int count) {
            print(cache + " " + outcome + " " + count);
        }

        @Override
        public void onToken(String store, TokenOutcome outcome, int count) {
            print(store + " " + outcome + " " + count);
        }

        @Override
        public void onStore(String cache, int bytes) {
            print(cache + " " + bytes);
        }
    }
}
