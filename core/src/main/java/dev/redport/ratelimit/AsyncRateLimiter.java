package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.PortContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A {@link RateLimiter} whose calls do not block. Each method means what its twin there means; what the twin throws
 * completes the future exceptionally. Cancelling a future does not stop the call. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AsyncRateLimiter {
    private final RedisRateLimiter limiter;
    private final PortContext context;

    AsyncRateLimiter(RedisRateLimiter limiter, PortContext context) {
        this.limiter = requireNonNull(limiter, "limiter");
        this.context = requireNonNull(context, "context");
    }

    /**
     * See {@link RateLimiter#tryAcquire(String)}.
     *
     * @param key who wants one token
     * @return the decision
     */
    public CompletableFuture<Decision> tryAcquire(String key) {
        return tryAcquire(Request.of(key));
    }

    /**
     * See {@link RateLimiter#tryAcquire(String, long)}.
     *
     * @param key who wants the tokens
     * @param cost 1 or more
     * @return the decision
     */
    public CompletableFuture<Decision> tryAcquire(String key, long cost) {
        return tryAcquire(Request.of(key).cost(cost));
    }

    /**
     * See {@link RateLimiter#tryAcquire(Request)}.
     *
     * @param request who wants how much
     * @return the decision
     */
    public CompletableFuture<Decision> tryAcquire(Request request) {
        return run(() -> limiter.tryAcquire(request));
    }

    /**
     * See {@link RateLimiter#tryAcquireUpTo(Request)}.
     *
     * @param request who wants how much at most
     * @return what was taken
     */
    public CompletableFuture<Grant> tryAcquireUpTo(Request request) {
        return run(() -> limiter.tryAcquireUpTo(request));
    }

    /**
     * See {@link RateLimiter#acquire(Request, Duration)}. No thread sleeps. If the future is cancelled, or fails
     * by a time limit set on it, before it may be used, what was reserved is given back, as far as Redis answers.
     *
     * @param request who wants how much
     * @param maxWait how long to wait at most
     * @return the decision, once it may be used
     */
    public CompletableFuture<Decision> acquire(Request request, Duration maxWait) {
        CompletableFuture<Decision> result = new CompletableFuture<>();
        var unused = run(() -> limiter.reserve(request, maxWait)).whenComplete((decision, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                ripen(request, decision, result);
            }
        });
        return result;
    }

    private void ripen(Request request, Decision decision, CompletableFuture<Decision> result) {
        if (decision.outcome() == Decision.Outcome.ALLOWED) {
            var unused = result.exceptionally(abandoned -> {
                var unusedToo = refund(request);
                return decision;
            });
        }
        if (RedisRateLimiter.mustSleep(decision)) {
            var unused = result.completeOnTimeout(
                    decision.afterItsWait(), decision.retryAfter().toNanos(), TimeUnit.NANOSECONDS);
        } else {
            result.complete(decision);
        }
    }

    /**
     * See {@link RateLimiter#peek(Request)}.
     *
     * @param request who would want how much
     * @return the decision
     */
    public CompletableFuture<Decision> peek(Request request) {
        return run(() -> limiter.peek(request));
    }

    /**
     * See {@link RateLimiter#debit(Request)}.
     *
     * @param request who used how much
     * @return what is left
     */
    public CompletableFuture<Decision> debit(Request request) {
        return run(() -> limiter.debit(request));
    }

    /**
     * See {@link RateLimiter#refund(Request)}.
     *
     * @param request who gives back how much
     * @return what is left
     */
    public CompletableFuture<Decision> refund(Request request) {
        return run(() -> limiter.refund(request));
    }

    /**
     * See {@link RateLimiter#reset}.
     *
     * @param key whose limits become full
     * @return whether there was anything to forget
     */
    public CompletableFuture<Boolean> reset(String key) {
        return run(() -> limiter.reset(key));
    }

    /**
     * See {@link RateLimiter#tryAcquireAll}.
     *
     * @param requests 1,000 at most
     * @return the decisions, in the same order
     */
    public CompletableFuture<List<Decision>> tryAcquireAll(List<Request> requests) {
        return run(() -> limiter.tryAcquireAll(requests));
    }

    private <T> CompletableFuture<T> run(Supplier<T> call) {
        return context.async(call);
    }
}
