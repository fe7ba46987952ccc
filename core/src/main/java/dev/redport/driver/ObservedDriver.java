package dev.redport.driver;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the listener how long each call took, retries and waits included, and why it failed. */
final class ObservedDriver extends ForwardingDriver {
    private final RedisListener listener;

    ObservedDriver(RedisDriver delegate, RedisListener listener) {
        super(delegate);
        this.listener = listener;
    }

    @Override
    public Reply execute(Command command, Call call) {
        long start = System.nanoTime();
        try {
            Reply reply = delegate.execute(command, call);
            listener.onCall(call.operation(), System.nanoTime() - start, null);
            return reply;
        } catch (RedisException e) {
            listener.onCall(call.operation(), System.nanoTime() - start, e.kind());
            throw e;
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        long start = System.nanoTime();
        return observed(delegate.executeAll(commands, call), call, start);
    }

    @Override
    RedisDriver around(RedisDriver other) {
        return new ObservedDriver(other, listener);
    }

    private List<Reply> observed(List<Reply> replies, Call call, long start) {
        listener.onCall(call.operation(), System.nanoTime() - start, firstError(replies));
        return replies;
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
}
