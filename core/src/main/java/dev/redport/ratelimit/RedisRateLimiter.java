package dev.redport.ratelimit;

import static java.util.Objects.requireNonNull;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.KeyPrefix;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.LimitOutcome;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one implementation of the port. What is decided without Redis is in {@link DenyCache} and {@link Fallback}. */
final class RedisRateLimiter implements RateLimiter {
    private static final int MAX_BATCH = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofDays(366);

    private final PortContext context;
    private final KeyPrefix keys;
    private final DenyCache denials;
    private final Fallback fallback;
    private final Coalescing coalescing = new Coalescing();
    private final AsyncRateLimiter async;
    private volatile RateLimitPolicy policy;
    private volatile Plan plan;
    /** By how many seconds the server's clock is, if that is more than a page of a calendar. */
    private volatile long ahead;

    RedisRateLimiter(PortContext context, RateLimitPolicy policy) {
        this.context = requireNonNull(context, "context");
        this.policy = requireNonNull(policy, "policy");
        plan = new Plan(RateLimitPolicy.checked(policy.limits()));
        // a sorted set must never meet a string
        String kind = plan.logged() ? ":rl:" : ":r:";
        keys = KeyPrefix.of(context.config().namespace() + kind + policy.name() + ":v" + policy.version() + ":");
        denials = new DenyCache(policy, System::nanoTime);
        fallback = new Fallback(policy, context.listener(), System::nanoTime);
        async = new AsyncRateLimiter(this, context);
        context.listener().onLimiter(policy.name());
    }

    @Override
    public Decision tryAcquire(Request request) {
        Plan by = plan(request);
        byte[] key = keys.key(request.key());
        Decision known = known(by, request);
        return told(known != null ? known : ask(by, key, request));
    }

    /** What can be decided without a trip. */
    private @Nullable Decision known(Plan by, Request request) {
        if (request.cost() > by.tightest().limit()) {
            return never(by);
        }
        return denials.find(by, request.key(), request.cost());
    }

    private static Decision never(Plan by) {
        return by.unasked(Decision.Outcome.NEVER, by.tightest(), Decision.FOREVER, Decision.Source.POLICY);
    }

    private Decision ask(Plan by, byte[] key, Request request) {
        Call call = call(Operation.RATELIMIT_TRY_ACQUIRE);
        int stamp = denials.stamp(request.key());
        long cost = request.cost();
        try {
            Decision decision;
            if (policy.coalescing()) {
                Coalescing.Share share = coalescing.ask(
                        new Coalescing.Want(request.key(), by, cost),
                        call,
                        callers -> answer(by, second -> by.take(key, second, 'a', cost, callers), call));
                if (share.place() > 0) {
                    tell(LimitOutcome.COALESCED);
                }
                decision = share.decision();
            } else {
                decision = answer(by, second -> by.take(key, second, 'a', cost, 1), call)
                        .decision();
            }
            return remembered(by, request, decision, stamp);
        } catch (RedisException e) {
            return fallback.take(e, by, request.key(), cost, 1).decision();
        }
    }

    private Decision remembered(Plan by, Request request, Decision decision, int stamp) {
        if (decision.outcome() == Decision.Outcome.DENIED) {
            denials.remember(by, request.key(), request.cost(), decision, stamp);
        }
        return decision;
    }

    @Override
    public Grant tryAcquireUpTo(Request request) {
        Plan by = plan(request);
        byte[] key = keys.key(request.key());
        long most = request.cost();
        Call call = call(Operation.RATELIMIT_TRY_ACQUIRE);
        Grant grant;
        try {
            Answer answer = answer(by, second -> by.take(key, second, 'a', 1, most), call);
            grant = new Grant(answer.taken(), answer.decision());
        } catch (RedisException e) {
            grant = fallback.take(e, by, request.key(), 1, most);
        }
        if (policy.shadow() && grant.granted() < request.cost()) { // what only watches, gives all that is wanted
            return new Grant(request.cost(), told(grant.decision().withOutcome(Decision.Outcome.DENIED)));
        }
        return new Grant(grant.granted(), told(grant.decision()));
    }

    @Override
    public Decision acquire(Request request, Duration maxWait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Decision decision = reserve(request, maxWait);
        if (mustSleep(decision)) {
            try {
                TimeUnit.NANOSECONDS.sleep(decision.retryAfter().toNanos());
            } catch (InterruptedException e) {
                giveBack(request, e);
                throw e;
            }
            return decision.afterItsWait();
        }
        return decision;
    }

    /** Whether the caller may use what it was given only after the retry time. */
    static boolean mustSleep(Decision decision) {
        return decision.outcome() == Decision.Outcome.ALLOWED
                && !decision.retryAfter().isZero();
    }

    Decision reserve(Request request, Duration maxWait) {
        requireNonNull(maxWait, "maxWait");
        if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
            throw new IllegalArgumentException("maxWait: " + maxWait + " (expected: PT0S to PT8784H)");
        }
        Plan by = plan(request);
        byte[] key = keys.key(request.key());
        if (request.cost() > by.tightest().limit()) {
            return told(never(by));
        }
        long micros = policy.shadow() ? 0 : maxWait.toNanos() / 1_000; // who only watches, does not hold up
        Call call = call(Operation.RATELIMIT_ACQUIRE);
        try {
            return told(answer(by, second -> by.take(key, second, 'w', request.cost(), micros), call)
                    .decision());
        } catch (RedisException e) {
            return told(fallback.take(e, by, request.key(), request.cost(), 1).decision());
        }
    }

    private void giveBack(Request request, InterruptedException because) {
        try {
            var unused = refund(request);
        } catch (RedisException e) {
            because.addSuppressed(e);
        }
    }

    @Override
    public Decision peek(Request request) {
        Plan by = plan(request);
        byte[] key = keys.key(request.key());
        if (request.cost() > by.tightest().limit()) {
            return watched(never(by));
        }
        Call call = call(Operation.RATELIMIT_PEEK);
        try {
            return watched(answer(by, second -> by.look(key, second, request.cost()), call)
                    .decision());
        } catch (RedisException e) {
            return watched(fallback.look(e, by, request.key(), request.cost()));
        }
    }

    @Override
    public Decision debit(Request request) {
        return charge(request, 'd', Operation.RATELIMIT_DEBIT);
    }

    @Override
    public Decision refund(Request request) {
        return charge(request, 'r', Operation.RATELIMIT_REFUND);
    }

    private Decision charge(Request request, char op, Operation operation) {
        Plan by = plan(request);
        byte[] key = keys.key(request.key());
        long most = by.limits().stream().mapToLong(Limit::limit).max().orElseThrow() * 2;
        long cost = Math.min(request.cost(), most);
        Call call = call(operation);
        try {
            return answer(by, second -> by.take(key, second, op, cost, 0), call).decision();
        } catch (RedisException e) {
            return fallback.charge(e, by, request.key(), op == 'd' ? cost : -cost);
        } finally {
            denials.forget(request.key());
        }
    }

    @Override
    public boolean reset(String key) {
        byte[] redisKey = keys.key(key);
        try {
            return context.driver()
                            .execute(Command.of(Verb.UNLINK, redisKey), call(Operation.RATELIMIT_RESET))
                            .integer()
                    > 0;
        } finally {
            denials.forget(key);
            fallback.forget(key);
        }
    }

    @Override
    public List<Decision> tryAcquireAll(List<Request> requests) {
        if (requests.size() > MAX_BATCH) {
            throw new IllegalArgumentException("requests: " + requests.size() + " (expected: <= " + MAX_BATCH + ")");
        }
        Batch batch = new Batch();
        requests.forEach(batch::add);
        return batch.decisions();
    }

    /** Requests that are asked in one trip, except for those whose answer is known. */
    private final class Batch {
        private final List<@Nullable Decision> known = new ArrayList<>();
        private final List<Asked> asked = new ArrayList<>();
        private final List<Command> commands = new ArrayList<>();
        private final long second = second();

        private record Asked(int place, Plan by, byte[] key, Request request, int stamp) {}

        void add(Request request) {
            Plan by = plan(request);
            byte[] key = keys.key(request.key());
            Decision decision = known(by, request);
            if (decision == null) {
                asked.add(new Asked(known.size(), by, key, request, denials.stamp(request.key())));
                commands.add(by.take(key, second, 'a', request.cost(), 1));
            }
            known.add(decision);
        }

        List<Decision> decisions() {
            if (!commands.isEmpty()) {
                Call call = call(Operation.RATELIMIT_TRY_ACQUIRE_ALL);
                List<Reply> replies = context.driver().executeAll(commands, call);
                for (int i = 0; i < replies.size(); i++) {
                    known.set(asked.get(i).place, decision(asked.get(i), replies.get(i)));
                }
            }
            List<Decision> decisions = new ArrayList<>(known.size());
            known.forEach(decision -> decisions.add(told(requireNonNull(decision))));
            return Collections.unmodifiableList(decisions);
        }

        private Decision decision(Asked one, Reply reply) {
            RedisException error = reply.error();
            if (error != null) {
                return fallback.take(error, one.by, one.request.key(), one.request.cost(), 1)
                        .decision();
            }
            if (Answer.otherSecond(reply) >= 0) {
                return ask(one.by, one.key, one.request);
            }
            fallback.over();
            return remembered(one.by, one.request, Answer.of(reply, one.by).decision(), one.stamp);
        }
    }

    private interface Asking {
        Command at(long epochSecond);
    }

    /** Asks once, and once more where this machine's calendar is more than a period away from the server's. */
    private Answer answer(Plan by, Asking command, Call call) {
        Reply reply = context.driver().execute(command.at(second()), call);
        long other = Answer.otherSecond(reply);
        if (other >= 0) {
            ahead = other - System.currentTimeMillis() / 1_000;
            reply = context.driver().execute(command.at(other), call);
        }
        fallback.over();
        return Answer.of(reply, by);
    }

    /** Only to find the right page of a calendar: the script goes by the server's clock. */
    private long second() {
        return System.currentTimeMillis() / 1_000 + ahead;
    }

    private Plan plan(Request request) {
        return request.limits().map(this::sameKind).orElse(plan);
    }

    private Plan sameKind(List<Limit> limits) {
        Plan other = new Plan(limits);
        if (other.logged() != plan.logged()) {
            throw new IllegalArgumentException("limits: " + limits + " (expected: "
                    + (plan.logged() ? "a sliding log among them" : "no sliding log") + ", as in policy "
                    + policy.name() + "; its state is of another kind, so take another name or version for it)");
        }
        return other;
    }

    private Call call(Operation operation) {
        return Call.start(operation, policy.deadline());
    }

    /** Counts a decision, and lets it pass if the policy only watches. */
    private Decision told(Decision decision) {
        if (decision.allowed()) {
            tell(LimitOutcome.ALLOWED);
            return decision;
        }
        tell(LimitOutcome.DENIED);
        if (decision.source() == Decision.Source.DENY_CACHE) {
            tell(LimitOutcome.DENY_CACHE);
        }
        if (policy.shadow()) {
            tell(LimitOutcome.SHADOW_DENIED);
        }
        return watched(decision);
    }

    private Decision watched(Decision decision) {
        boolean denied = policy.shadow() && !decision.allowed();
        return denied ? decision.withOutcome(Decision.Outcome.SHADOW_DENIED) : decision;
    }

    private void tell(LimitOutcome outcome) {
        context.listener().onLimit(policy.name(), outcome);
    }

    @Override
    public synchronized void changeLimits(Limit... limits) {
        Plan other = sameKind(RateLimitPolicy.checked(List.of(limits)));
        policy = policy.limits(other.limits());
        plan = other;
        denials.forgetAll();
    }

    @Override
    public RateLimitPolicy policy() {
        return policy;
    }

    @Override
    public AsyncRateLimiter async() {
        return async;
    }

    @Override
    public String toString() {
        return "RateLimiter[" + policy.name() + "]";
    }
}
