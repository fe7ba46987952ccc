package dev.redport.architecture.bad.ratelimit;

import dev.redport.ratelimit.AsyncRateLimiter;
import dev.redport.ratelimit.Decision;
import dev.redport.ratelimit.Grant;
import dev.redport.ratelimit.Limit;
import dev.redport.ratelimit.RateLimitPolicy;
import dev.redport.ratelimit.RateLimiter;
import dev.redport.ratelimit.Request;
import java.time.Duration;
import java.util.List;

public final class PublicLimiter implements RateLimiter {
    @Override
    public Decision tryAcquire(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Grant tryAcquireUpTo(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decision acquire(Request request, Duration maxWait) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decision peek(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decision debit(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Decision refund(Request request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean reset(String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Decision> tryAcquireAll(List<Request> requests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void changeLimits(Limit... limits) {}

    @Override
    public RateLimitPolicy policy() {
        throw new UnsupportedOperationException();
    }

    @Override
    public AsyncRateLimiter async() {
        throw new UnsupportedOperationException();
    }
}
