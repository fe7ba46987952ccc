package dev.redport.examples.architecture.bad.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.util.List;

public abstract class ShowsItsClient implements TimerTask {
    public Timer field;

    protected ShowsItsClient(Timer timer) {
        this.field = timer;
    }

    public void take(List<RedisURI> uris) {
        uris.clear();
    }

    protected abstract RedisClient give();

    /** Only a driver may have this door. */
    public static String over(RedisClient client) {
        return client.toString();
    }

    @Override
    public void run(Timeout timeout) {}
}
