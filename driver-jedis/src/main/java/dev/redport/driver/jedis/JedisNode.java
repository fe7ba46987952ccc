package dev.redport.driver.jedis;

import dev.redport.config.Timeouts;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Exchange;
import dev.redport.driver.Node;
import dev.redport.driver.PoolStats;
import dev.redport.driver.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends every call to one server over a connection that is its own for as long as it lasts. */
final class JedisNode implements Node {
    private final LinkPool pool;
    private final Timeouts timeouts;

    JedisNode(JedisOptions options, Watchdog watchdog) {
        timeouts = options.config().timeouts();
        pool = new LinkPool(options, watchdog);
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
    public Exchange begin(List<Command> commands, Call call) {
        return send(pool.borrow(call), commands, call);
    }

    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        Link link = pool.tryBorrow();
        return link == null ? null : send(link, commands, call);
    }

    private Exchange send(Link link, List<Command> commands, Call call) {
        Batch batch = new Batch(link, commands, call, timeouts);
        boolean begun = false;
        try {
            batch.send();
            begun = true;
        } finally {
            if (!begun) {
                pool.release(link);
            }
        }
        return () -> {
            try {
                return batch.replies();
            } finally {
                pool.release(link);
            }
        };
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
        return "JedisNode";
    }
}
