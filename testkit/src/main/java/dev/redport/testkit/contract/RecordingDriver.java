package dev.redport.testkit.contract;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.PoolStats;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Reply;
import dev.redport.driver.Verb;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers every command and what was answered. */
final class RecordingDriver implements RedisDriver {
    final List<Recorded> recorded = new CopyOnWriteArrayList<>();
    private final RedisDriver driver;

    RecordingDriver(RedisDriver driver) {
        this.driver = driver;
    }

    /** A command and its answer. */
    record Recorded(Command command, Reply reply) {
        boolean isScript() {
            return command.verb().equals(Verb.EVALSHA);
        }

        /** The keys of a script. */
        List<String> keys() {
            List<String> keys = new ArrayList<>();
            int count = Integer.parseInt(new String(command.arg(1), StandardCharsets.US_ASCII));
            for (int i = 0; i < count; i++) {
                keys.add(new String(command.arg(2 + i), StandardCharsets.ISO_8859_1));
            }
            return keys;
        }
    }

    PortContext around(PortContext context) {
        return new PortContext(this, context.listener(), context.executor());
    }

    @Override
    public Reply execute(Command command, Call call) {
        Reply reply = driver.execute(command, call);
        recorded.add(new Recorded(command, reply));
        return reply;
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        List<Reply> replies = driver.executeAll(commands, call);
        for (int i = 0; i < commands.size(); i++) {
            recorded.add(new Recorded(commands.get(i), replies.get(i)));
        }
        return replies;
    }

    @Override
    public List<MasterReply> executeOnMasters(Command command, Call call) {
        return driver.executeOnMasters(command, call);
    }

    @Override
    public Masters masters(Call call) {
        return driver.masters(call);
    }

    @Override
    public DriverInfo info() {
        return driver.info();
    }

    @Override
    public PoolStats pool() {
        return driver.pool();
    }

    @Override
    public void close() {
        driver.close();
    }
}
