package dev.redport.examples.demo;

import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisListener;
import org.jspecify.annotations.Nullable;

/** Notes what happens for the request of the calling thread; listeners are called on the caller's thread. */
final class TracingListener implements RedisListener {
    private final ThreadLocal<Trace> current = ThreadLocal.withInitial(Trace::new);

    /** The notes of this thread's request. */
    Trace current() {
        return current.get();
    }

    /** Forgets the notes; to be called at the end of each request. */
    void end() {
        current.remove();
    }

    @Override
    public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
        current().redisCall(nanos);
    }

    @Override
    public void onLookup(String cache, LookupOutcome outcome, int count) {
        current().lookups(outcome, count);
    }
}
