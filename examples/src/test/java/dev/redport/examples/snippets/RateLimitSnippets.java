package dev.redport.examples.snippets;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.name.Names;
import dev.redport.Redport;
import dev.redport.config.RedisConfig;
import dev.redport.guice.RateLimiterModule;
import dev.redport.guice.RedportModule;
import dev.redport.ratelimit.CalendarPeriod;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.OutagePolicy;
import dev.redport.ratelimit.RateLimitHeaders;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** The rate limiter. */
final class RateLimitSnippets {
    private RateLimitSnippets() {}

    static boolean limiter(Redport redport, String user) throws InterruptedException {
        // snippet: limiter
        RateLimitPolicy policy = RateLimitPolicy.named("api")
                .limit(Limit.tokenBucket(20).refill(100, Duration.ofMinutes(1)).named("burst"))
                .limit(Limit.calendar(50_000, CalendarPeriod.MONTH, ZoneId.of("Europe/Berlin")))
                .onUnavailable(OutagePolicy.localShareOf(4)); // Redis fails: each of 4 processes allows a quarter
        RateLimiter calls = redport.rateLimiter(policy); // keep it

        Decision decision = calls.tryAcquire(user); // both limits are charged, or none
        boolean passed = decision.allowed();
        Duration wait = decision.retryAfter(); // never too early
        Decision patient = calls.acquire(user, 5, Duration.ofSeconds(2)); // waits its turn, or is denied at once
        // end
        return passed && wait.isZero() && patient.allowed();
    }

    static Limit[] limits() {
        // snippet: limits
        Limit[] limits = {
            Limit.tokenBucket(100).per(Duration.ofMinutes(1)), // 100 at once, one back every 0.6 s
            Limit.tokenBucket(20).refill(997, Duration.ofDays(1)), // any ratio is exact
            Limit.slidingWindow(1_000, Duration.ofHours(1)),
            Limit.fixedWindow(1_000, Duration.ofHours(1)),
            Limit.windowFromFirstUse(5, Duration.ofMinutes(15)),
            Limit.calendar(50_000, CalendarPeriod.MONTH, ZoneId.of("Europe/Berlin")),
            Limit.slidingLog(10, Duration.ofSeconds(1)),
        };
        // end
        return limits;
    }

    static long afterwards(RateLimiter tokens, String user, long estimate, long used) {
        // snippet: afterwards
        Decision decision = tokens.tryAcquire(user, estimate); // before: what it will cost, as far as one knows
        // ... the work ...
        if (used > estimate) {
            decision = tokens.debit(user, used - estimate); // may leave a debt, which has to be paid off first
        } else if (used < estimate) {
            decision = tokens.refund(user, estimate - used);
        }
        // end
        return decision.remaining();
    }

    static Decision tenant(RateLimiter calls, String tenant, Limit theirs) {
        // snippet: tenant
        Decision decision = calls.tryAcquire(Request.of(tenant).limits(theirs)); // instead of those of the policy
        List<Decision> all = calls.tryAcquireAll(
                List.of(Request.of("ip:192.0.2.7"), Request.of("user:ada").cost(3)));
        calls.changeLimits(theirs); // from now on, in this process, for all keys
        // end
        return all.get(1).allowed() ? decision : all.get(1);
    }

    /** Stands for what any web framework has. */
    interface Response {
        void header(String name, String value);

        void send(int status, String type, String body);
    }

    static void http(RateLimiter calls, String user, Response response) {
        // snippet: http
        Decision decision = calls.tryAcquire(user);
        Map<String, String> fields = RateLimitHeaders.of(calls.policy(), decision);
        fields.forEach(response::header); // RateLimit-Policy, RateLimit, Retry-After
        if (!decision.allowed()) {
            String problem = RateLimitHeaders.problem(decision);
            response.send(RateLimitHeaders.status(decision), RateLimitHeaders.PROBLEM_TYPE, problem);
        }
        // end
    }

    static RateLimiter guice(RedisConfig config, RateLimitPolicy policy) {
        // snippet: limiter-guice
        Injector injector = Guice.createInjector(new RedportModule(config), RateLimiterModule.of(policy));
        RateLimiter calls = injector.getInstance(Key.get(RateLimiter.class, Names.named("api"))); // or @Named("api")
        // end
        injector.getInstance(Redport.class).close();
        return calls;
    }
}
