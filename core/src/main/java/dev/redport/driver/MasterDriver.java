package dev.redport.driver;

import java.util.List;

/** Sends everything to one server, whatever its key. */
final class MasterDriver implements RedisDriver {
    private final RoutingDriver all;
    private final Server server;

    MasterDriver(RoutingDriver all, Server server) {
        this.all = all;
        this.server = server;
    }

    @Override
    public Reply execute(Command command, Call call) {
        all.requireOpen();
        try {
            return server.execute(command, call);
        } catch (RedisException e) {
            all.report(server, e);
            throw e;
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        all.requireOpen();
        return commands.isEmpty() ? List.of() : server.executeAll(commands, call);
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        List<Reply> replies = executeAll(List.of(command), call);
        return List.of(new MasterReply(server.endpoint(), replies.get(0)));
    }

    @Override
    public Masters masters(Call call) {
        return Masters.of(this);
    }

    @Override
    public DriverInfo info() {
        return all.info();
    }

    @Override
    public PoolStats pool() {
        return server.pool();
    }

    /** Its connections belong to the driver it came from. */
    @Override
    public void close() {}

    @Override
    public String toString() {
        return "MasterDriver[" + all + "]";
    }
}
