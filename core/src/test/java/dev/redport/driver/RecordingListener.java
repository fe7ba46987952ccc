package dev.redport.driver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told about calls, one line each. */
final class RecordingListener implements RedisListener {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    final List<Long> times = Collections.synchronizedList(new ArrayList<>());

    final List<Integer> attempted = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger starts = new AtomicInteger();

    @Override
    public void onStart(Operation operation) {
        starts.incrementAndGet();
    }

    @Override
    public void onCall(Operation operation, long nanos, int attempts, @Nullable ErrorKind error) {
        told.add("call " + operation.tag() + " " + (error == null ? "ok" : error.tag()));
        times.add(nanos);
        attempted.add(attempts);
    }

    @Override
    public void onRetry(Operation operation, ErrorKind error) {
        told.add("retry " + operation.tag() + " " + error.tag());
    }

    @Override
    public void onRetryBudgetExhausted(Operation operation) {
        told.add("exhausted " + operation.tag());
    }

    @Override
    public void onCircuit(CircuitBreaker.State from, CircuitBreaker.State to) {
        told.add("circuit " + from.tag() + " " + to.tag());
    }

    @Override
    public void onCircuitRejected(Operation operation) {
        told.add("turned away " + operation.tag());
    }
}
