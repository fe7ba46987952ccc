package dev.redport.driver.lettuce;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import dev.redport.config.TlsSource;
import dev.redport.driver.Connector;
import dev.redport.driver.Greeting;
import dev.redport.driver.HostNames;
import dev.redport.driver.Node;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Lettuce's threads, and a client of Lettuce for plain connections and for each set of certificates. */
final class LettuceConnector implements Connector {
    private final RedisConfig config;
    private final TlsSource tls;
    private final HostNames names = new HostNames();
    private final Resolver resolver = new Resolver(names);
    /** Every connection, half open ones too; those that come after {@link #close} are closed at once. */
    private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

    private final ClientResources resources = LettuceOptions.resources(resolver, channels);
    private final RedisClient plain;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable RedisClient secured;
    private @Nullable TlsMaterial material;

    LettuceConnector(RedisConfig config, TlsSource tls) {
        this.config = config;
        this.tls = tls;
        this.plain = client(null);
    }

    private RedisClient client(@Nullable TlsMaterial of) {
        RedisClient client = RedisClient.create(resources);
        client.setOptions(LettuceOptions.client(config, of));
        return client;
    }

    /** Clients for certificates that were replaced go on with the connections they have. */
    synchronized RedisClient client(boolean encrypted) {
        if (!encrypted) {
            return plain;
        }
        TlsMaterial current = tls.current();
        RedisClient known = secured;
        if (known == null || current != material) {
            known = client(current);
            secured = known;
            material = current;
        }
        return known;
    }

    @Override
    public Node node(RedisConfig of, Greeting greeting) {
        return new LettuceNode(of, greeting, this);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            var unused = channels.close().awaitUninterruptibly(300);
            var unusedToo = resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_500);
            resolver.close();
            names.close();
        }
    }
}
