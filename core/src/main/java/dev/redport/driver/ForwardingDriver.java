package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** The base of the decorators: hands everything on. */
abstract class ForwardingDriver implements RedisDriver {
    final RedisDriver delegate;
    /** Asked for with each call, and always the same. */
    private final DriverInfo info;

    ForwardingDriver(RedisDriver delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
        this.info = delegate.info();
    }

    @Override
    public Reply execute(Command command, Call call) {
        return delegate.execute(command, call);
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return delegate.executeAll(commands, call);
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        return delegate.executeOnMasters(command, call);
    }

    @Override
    public Masters masters(Call call) {
        return delegate.masters(call).with(this::around);
    }

    /** The same decorator around another driver. */
    abstract RedisDriver around(RedisDriver other);

    @Override
    public DriverInfo info() {
        return info;
    }

    @Override
    public PoolStats pool() {
        return delegate.pool();
    }

    @Override
    public void close() {
        delegate.close();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " over " + delegate;
    }
}
