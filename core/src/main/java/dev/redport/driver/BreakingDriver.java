package dev.redport.driver;

import dev.redport.driver.CircuitBreaker.Permit;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends a call only if the circuit breaker lets it, and tells the breaker how it ended: once for all attempts of a call,
 * so it belongs outside the retries. Health checks pass always and are not counted: they must see what is.
 */
final class BreakingDriver extends ForwardingDriver {
    private final Circuit circuit;

    BreakingDriver(RedisDriver delegate, CircuitBreaker breaker, RedisListener listener) {
        this(delegate, new Circuit(breaker, delegate.info().config().clientName(), listener, System::nanoTime));
    }

    BreakingDriver(RedisDriver delegate, Circuit circuit) {
        super(delegate);
        this.circuit = circuit;
    }

    @Override
    public Reply execute(Command command, Call call) {
        if (isHealthCheck(call)) {
            return delegate.execute(command, call);
        }
        Permit permit = circuit.enter();
        if (permit == null) {
            throw circuit.refusal(call.operation());
        }
        return judged(permit, () -> delegate.execute(command, call), reply -> Verdict.ANSWERED);
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        if (commands.isEmpty() || isHealthCheck(call)) {
            return delegate.executeAll(commands, call);
        }
        Permit permit = circuit.enter();
        if (permit == null) {
            return Collections.nCopies(commands.size(), Reply.of(circuit.refusal(call.operation())));
        }
        return judged(permit, () -> delegate.executeAll(commands, call), Verdict::of);
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        if (isHealthCheck(call)) {
            return delegate.executeOnMasters(command, call);
        }
        Permit permit = circuit.enter();
        if (permit == null) {
            throw circuit.refusal(call.operation());
        }
        return judged(
                permit, () -> delegate.executeOnMasters(command, call), all -> Verdict.of(MasterReply.replies(all)));
    }

    @Override
    public Masters masters(Call call) {
        if (isHealthCheck(call)) {
            return super.masters(call);
        }
        Permit permit = circuit.enter();
        if (permit == null) {
            throw circuit.refusal(call.operation());
        }
        return judged(permit, () -> super.masters(call), found -> Verdict.ANSWERED);
    }

    @Override
    RedisDriver around(RedisDriver other) {
        return new BreakingDriver(other, circuit);
    }

    /** Whatever ends the call ends the permit. */
    private <T> T judged(Permit permit, Supplier<T> call, Function<T, Verdict> judge) {
        Verdict verdict = Verdict.SILENT;
        try {
            T result = call.get();
            verdict = judge.apply(result);
            return result;
        } catch (RedisException e) {
            verdict = Verdict.of(e);
            throw e;
        } finally {
            circuit.end(permit, verdict);
        }
    }

    /** They also bring to light that a breaker is ready for trials while nobody else calls. */
    private boolean isHealthCheck(Call call) {
        boolean healthCheck = call.operation() == Operation.HEALTH_PING || call.operation() == Operation.HEALTH_DETAILS;
        if (healthCheck) {
            circuit.tellChange();
        }
        return healthCheck;
    }
}
