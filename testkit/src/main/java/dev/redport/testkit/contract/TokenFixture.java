package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.RedisConfigBuilder;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisListener;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.testkit.ClockedDriver;
import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.Issue;
import dev.redport.token.KeyRing;
import dev.redport.token.NewSession;
import dev.redport.token.RefreshGrant;
import dev.redport.token.Refreshed;
import dev.redport.token.Rotation;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenEvent;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/**
 * Token stores in the server's time or in one that stands until it is moved, with all that they tell. All stores of a test class
 * have one key ring.
 */
abstract class TokenFixture extends TopologyContract {
    static final KeyRing KEYS = KeyRing.random();
    static final Subject ANNA = Subject.of("anna@example.org");
    static final Subject BERT = Subject.of("bert@example.org");
    static final ClientId WEB = ClientId.of("web");
    static final ClientId APP = ClientId.of("app");

    static final Duration PATIENCE = Duration.ofSeconds(6);

    /** The time of clocked stores, in milliseconds: now, until a test says otherwise. */
    final AtomicLong clock = new AtomicLong();

    /** What calls were made for, each one round trip, or one to each node at the same time. */
    final List<Operation> trips = new CopyOnWriteArrayList<>();

    final List<TokenEvent> events = new CopyOnWriteArrayList<>();
    PortContext context;
    private final Map<TokenOutcome, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    @SuppressWarnings("NullAway.Init")
    TokenFixture() {}

    @BeforeEach
    void connectTheStore() {
        outcomes.clear();
        events.clear();
        clock.set(System.currentTimeMillis());
        context = stack(patient().maxRetries(2), counting());
        trips.clear();
    }

    /** Time enough for a machine that is busy. */
    RedisConfigBuilder patient() {
        return config().dialTimeout(Duration.ofSeconds(3))
                .readTimeout(Duration.ofSeconds(3))
                .operationDeadline(PATIENCE);
    }

    RedisListener counting() {
        return new RedisListener() {
            @Override
            public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
                trips.add(operation);
            }

            @Override
            public void onToken(String store, TokenOutcome outcome, int count) {
                outcomes.computeIfAbsent(outcome, name -> new AtomicInteger()).addAndGet(count);
            }
        };
    }

    int counted(TokenOutcome outcome) {
        AtomicInteger count = outcomes.get(outcome);
        return count == null ? 0 : count.get();
    }

    /** The outcomes of the events so far. */
    List<TokenOutcome> told() {
        return events.stream().map(TokenEvent::outcome).toList();
    }

    /** Defaults, but every use of a session counts. */
    TokenSpec spec() {
        return TokenSpec.named("auth", KEYS).touchInterval(Duration.ZERO).listener(events::add);
    }

    TokenStore store() {
        return store(spec());
    }

    TokenStore store(TokenSpec spec) {
        return TokenStore.over(context, spec);
    }

    /** A store in the time of {@link #clock}. */
    TokenStore clocked(TokenSpec spec) {
        PortContext inOurTime = new PortContext(
                ClockedDriver.over(context.driver(), () -> clock.get() * 1_000),
                context.listener(),
                context.executor());
        return TokenStore.over(inOurTime, spec.clock(ourClock()));
    }

    void pass(Duration time) {
        clock.addAndGet(time.toMillis());
    }

    Instant now() {
        return Instant.ofEpochMilli(clock.get());
    }

    private Clock ourClock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    static Creation.Created login(TokenStore store, Subject subject) {
        return login(store, NewSession.of(subject));
    }

    static Creation.Created login(TokenStore store, NewSession session) {
        return as(Creation.Created.class, store.sessions().create(session));
    }

    static Refreshed grant(TokenStore store, Subject subject) {
        return grant(store, RefreshGrant.of(subject, WEB));
    }

    static Refreshed grant(TokenStore store, RefreshGrant grant) {
        return as(Issue.Issued.class, store.refreshTokens().issue(grant)).refreshed();
    }

    static Refreshed rotate(TokenStore store, Token token) {
        return as(Rotation.Rotated.class, store.refreshTokens().rotate(token, WEB))
                .refreshed();
    }

    /** An access token that is issued now and good for ten minutes. */
    TokenRef access(TokenStore store, String id, Subject subject) {
        return TokenRef.of(id, subject, store.revocations().stamp(subject), now().plus(Duration.ofMinutes(10)));
    }

    static <T> T as(Class<T> type, Object outcome) {
        assertThat(outcome).isInstanceOf(type);
        return type.cast(outcome);
    }
}
