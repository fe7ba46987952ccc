package dev.redport.driver;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the listener when each call began, how long it took, retries and waits included, in how many attempts, and why it
 * failed. Whatever ends a call, its end is told.
 */
final class ObservedDriver extends ForwardingDriver {
    private final RedisListener listener;

    ObservedDriver(RedisDriver delegate, RedisListener listener) {
        super(delegate);
        this.listener = listener;
    }

    @Override
    public Reply execute(Command command, Call call) {
        int before = call.attempts();
        long start = start(call);
        ErrorKind error = ErrorKind.OTHER;
        try {
            Reply reply = delegate.execute(command, call);
            error = null;
            return reply;
        } catch (RedisException e) {
            error = e.kind();
            throw e;
        } finally {
            end(call, start, before, error);
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return observed(call, () -> delegate.executeAll(commands, call), Function.identity());
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        return observed(call, () -> delegate.executeOnMasters(command, call), MasterReply::replies);
    }

    private <T> T observed(Call call, Supplier<T> trip, Function<T, List<Reply>> replies) {
        int before = call.attempts();
        long start = start(call);
        ErrorKind error = ErrorKind.OTHER;
        try {
            T all = trip.get();
            error = firstError(replies.apply(all));
            return all;
        } catch (RedisException e) {
            error = e.kind();
            throw e;
        } finally {
            end(call, start, before, error);
        }
    }

    private long start(Call call) {
        listener.onStart(call.operation());
        return System.nanoTime();
    }

    private void end(Call call, long start, int attemptsBefore, @Nullable ErrorKind error) {
        long nanos = System.nanoTime() - start;
        listener.onCall(call.operation(), nanos, call.attempts() - attemptsBefore, error);
    }

    private static @Nullable ErrorKind firstError(List<Reply> replies) {
        for (Reply reply : replies) {
            RedisException error = reply.error();
            if (error != null) {
                return error.kind();
            }
        }
        return null;
    }

    @Override
    RedisDriver around(RedisDriver other) {
        return new ObservedDriver(other, listener);
    }
}
