package dev.redport.driver.redisson;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisClientConfig;
import org.redisson.config.Protocol;
import org.redisson.config.SslVerificationMode;
import org.redisson.misc.RedisURI;

/** Our configuration in Redisson's terms. */
final class RedissonOptions {
    private RedissonOptions() {}

    static RedisClientConfig client(RedisConfig config, @Nullable TlsMaterial tls) {
        RedisClientConfig options = new RedisClientConfig()
                .setAddress(new RedisURI(tls != null ? "rediss" : "redis", config.host(), config.port()))
                .setProtocol(Protocol.RESP2)
                .setConnectTimeout(millis(config.timeouts().dial()))
                .setCommandTimeout(millis(config.timeouts().read()))
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setTcpKeepAliveIdle(5)
                .setTcpKeepAliveInterval(5)
                .setTcpKeepAliveCount(3)
                .setTcpUserTimeout(20_000)
                .setSocketChannelClass(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class);
        if (tls != null) {
            options.setSslVerificationMode(tls.verifyHostname() ? SslVerificationMode.STRICT : SslVerificationMode.NONE)
                    .setSslProtocols(tls.protocols())
                    .setSslTrustManagerFactory(tls.trustManagerFactory());
            tls.keyManagerFactory().ifPresent(options::setSslKeyManagerFactory);
        }
        return options;
    }

    static EventLoopGroup threads() {
        int count = Math.min(4, Math.max(2, Runtime.getRuntime().availableProcessors()));
        return new MultiThreadIoEventLoopGroup(
                count,
                new DefaultThreadFactory("redport-redisson", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static int millis(Duration time) {
        return Math.toIntExact(Math.max(1, time.toMillis()));
    }
}
