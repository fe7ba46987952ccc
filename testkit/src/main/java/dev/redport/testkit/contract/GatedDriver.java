package dev.redport.testkit.contract;

import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.DriverInfo;
import dev.redport.driver.MasterReply;
import dev.redport.driver.Masters;
import dev.redport.driver.PoolStats;
import dev.redport.driver.RedisDriver;
import dev.redport.driver.Reply;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Lets calls wait at a gate that a test opens, counts them, and keeps the last reply. */
final class GatedDriver implements RedisDriver {
    final AtomicInteger calls = new AtomicInteger();
    private final RedisDriver driver;
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Reply last = Reply.of(null);

    GatedDriver(RedisDriver driver) {
        this.driver = driver;
    }

    void shut() {
        gate = new CountDownLatch(1);
    }

    void open() {
        gate.countDown();
    }

    List<Long> lastNumbers() {
        return Stream.of(last.text().split(",")).map(Long::valueOf).toList();
    }

    @Override
    public Reply execute(Command command, Call call) {
        calls.incrementAndGet();
        try {
            if (!gate.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The gate was not opened");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Reply reply = driver.execute(command, call);
        last = reply;
        return reply;
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        return driver.executeAll(commands, call);
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
