package dev.redport.driver.jedis;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import java.util.Collections;
import java.util.List;

/** Sends every call over a connection that is its own for as long as it lasts. */
final class JedisDriver implements RedisDriver {
    private final DriverInfo info;
    private final LinkPool pool;

    JedisDriver(RedisConfig config) {
        info = new DriverInfo("jedis", JedisOptions.clientVersion(), config);
        pool = new LinkPool(new JedisOptions(config));
        pool.start();
    }

    @Override
    public Reply execute(Command command, Call call) {
        Link link = pool.borrow(call);
        try {
            return link.execute(command, call);
        } finally {
            pool.release(link);
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        if (commands.isEmpty()) {
            pool.checkOpen();
            return List.of();
        }
        try {
            Link link = pool.borrow(call);
            try {
                return link.executeAll(commands, call);
            } finally {
                pool.release(link);
            }
        } catch (RedisException e) {
            return Collections.nCopies(commands.size(), Reply.of(e));
        }
    }

    @Override
    public List<Reply> executeOnMasters(Command command, Call call) {
        return executeAll(List.of(command), call);
    }

    @Override
    public DriverInfo info() {
        return info;
    }

    @Override
    public PoolStats pool() {
        return pool.stats();
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "JedisDriver";
    }
}
