package dev.redport.driver;

import dev.redport.config.RetryPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Repeats what failed, once, here, for every driver: a command that never ran always, one that may have run only if its
 * {@link Replay} class allows it, and neither past the deadline or the budget, which an attempt that found no connection does not touch. The delay is uniform between zero and an
 * exponentially growing bound ("full jitter", AWS Architecture Blog 2015).
 */
final class RetryingDriver extends ForwardingDriver {
    /** Waits; exchanged by tests. */
    interface Sleeper {
        void sleep(long nanos) throws InterruptedException;
    }

    private final RetryPolicy policy;
    private final RetryBudget budget;
    private final RedisListener listener;
    private final Sleeper sleeper;

    RetryingDriver(RedisDriver delegate, RetryPolicy policy, RedisListener listener) {
        this(delegate, policy, listener, new RetryBudget(System::nanoTime), TimeUnit.NANOSECONDS::sleep);
    }

    RetryingDriver(
            RedisDriver delegate, RetryPolicy policy, RedisListener listener, RetryBudget budget, Sleeper sleeper) {
        super(delegate);
        this.policy = policy;
        this.listener = listener;
        this.budget = budget;
        this.sleeper = sleeper;
    }

    @Override
    public Reply execute(Command command, Call call) {
        budget.deposit();
        return attempts(command.replay(), call, () -> delegate.execute(command, call));
    }

    private <T> T attempts(Replay replay, Call call, Supplier<T> attempt) {
        RedisException told = null;
        for (int count = 0; ; count++) {
            call.attempted();
            try {
                return attempt.get();
            } catch (RedisException e) {
                told = told(replay, told, e);
                if (!mayRepeat(replay, e) || !pause(count, e, call)) {
                    throw told;
                }
            }
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        budget.deposit();
        call.attempted();
        List<Reply> replies = delegate.executeAll(commands, call);
        List<Integer> failed = repeatable(commands, replies);
        if (failed.isEmpty()) {
            return replies;
        }
        List<Reply> last = new ArrayList<>(replies);
        List<Reply> told = new ArrayList<>(replies);
        for (int attempt = 0; !failed.isEmpty(); attempt++) {
            if (!pause(attempt, errorOf(last.get(failed.get(0))), call)) {
                return told;
            }
            call.attempted();
            List<Reply> again =
                    delegate.executeAll(failed.stream().map(commands::get).toList(), call);
            for (int i = 0; i < again.size(); i++) {
                int at = failed.get(i);
                RedisException e = again.get(i).error();
                last.set(at, again.get(i));
                told.set(
                        at,
                        e == null
                                ? again.get(i)
                                : Reply.of(told(
                                        commands.get(at).replay(), told.get(at).error(), e)));
            }
            failed = repeatable(commands, last);
        }
        return told;
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        budget.deposit();
        for (int attempt = 0; ; attempt++) {
            call.attempted();
            List<MasterReply> replies = delegate.executeOnMasters(command, call);
            RedisException failure = command.replay() == Replay.READ ? repeatable(replies) : null;
            if (failure == null || !pause(attempt, failure, call)) {
                return replies;
            }
        }
    }

    private static @Nullable RedisException repeatable(List<MasterReply> replies) {
        for (MasterReply each : replies) {
            RedisException error = each.reply().error();
            if (error != null && mayRepeat(Replay.READ, error)) {
                return error;
            }
        }
        return null;
    }

    @Override
    public Masters masters(Call call) {
        budget.deposit();
        return attempts(Replay.READ, call, () -> super.masters(call));
    }

    @Override
    RedisDriver around(RedisDriver other) {
        return new RetryingDriver(other, policy, listener, budget, sleeper);
    }

    /** What the caller learns: a write of which one attempt may have run is never said not to have run. */
    private static RedisException told(Replay replay, @Nullable RedisException before, RedisException now) {
        return replay != Replay.READ
                        && before instanceof RedisOutcomeUnknownException
                        && now instanceof RedisUnavailableException
                ? before
                : now;
    }

    private static List<Integer> repeatable(List<Command> commands, List<Reply> replies) {
        List<Integer> failed = new ArrayList<>(0);
        for (int i = 0; i < replies.size(); i++) {
            RedisException error = replies.get(i).error();
            if (error != null && mayRepeat(commands.get(i).replay(), error)) {
                failed.add(i);
            }
        }
        return failed;
    }

    private static RedisException errorOf(Reply reply) {
        RedisException error = reply.error();
        if (error == null) {
            throw new IllegalStateException("reply: " + reply + " (expected: a failure)");
        }
        return error;
    }

    static boolean mayRepeat(Replay replay, RedisException e) {
        return switch (e.kind()) {
            case NOT_CONNECTED, POOL_TIMEOUT, SERVER_BUSY, READ_ONLY -> true;
            case CONNECTION_LOST, TIMEOUT -> replay.repeatable();
            default -> false;
        };
    }

    /** Waits before the next attempt; false if there must be none. */
    private boolean pause(int attempt, RedisException error, Call call) {
        if (attempt >= policy.maxRetries()) {
            return false;
        }
        long delay = delayNanos(attempt);
        if (call.remainingNanos() <= delay) {
            return false;
        }
        boolean costsTheServer = error.kind() != ErrorKind.NOT_CONNECTED;
        if (costsTheServer && !budget.tryWithdraw()) {
            listener.onRetryBudgetExhausted(call.operation());
            return false;
        }
        listener.onRetry(call.operation(), error.kind());
        return slept(delay);
    }

    private boolean slept(long nanos) {
        try {
            sleeper.sleep(nanos);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private long delayNanos(int attempt) {
        long min = policy.minDelay().toNanos();
        long max = policy.maxDelay().toNanos();
        long bound = attempt >= Long.numberOfLeadingZeros(min) - 1 ? max : Math.min(max, min << attempt);
        return ThreadLocalRandom.current().nextLong(bound + 1);
    }
}
