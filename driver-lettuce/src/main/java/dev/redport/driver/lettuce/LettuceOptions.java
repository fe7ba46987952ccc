package dev.redport.driver.lettuce;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EpollProvider;
import io.netty.channel.group.ChannelGroup;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Our configuration in Lettuce's terms. */
final class LettuceOptions {
    /** Replies that may be outstanding on one connection before further commands are turned away. */
    static final int QUEUE = 16_384;

    /** Unacknowledged bytes or keep-alives for so long mean that the peer is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private LettuceOptions() {}

    /** Without credentials, database and name: these are in the driver's greeting. */
    static RedisURI uri(RedisConfig config) {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(config.host())
                .withPort(config.port())
                .withLibraryName("")
                .withLibraryVersion("")
                .withTimeout(config.timeouts().read());
        if (config.tls().enabled()) {
            uri.withSsl(true).withVerifyPeer(config.tls().skipVerify() ? SslVerifyMode.NONE : SslVerifyMode.FULL);
        }
        return uri.build();
    }

    static ClientOptions client(RedisConfig config, @Nullable TlsMaterial tls) {
        ClientOptions.Builder options = ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .pingBeforeActivateConnection(false)
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .socketOptions(socket(config));
        if (tls != null) {
            SslOptions.Builder ssl = SslOptions.builder()
                    .jdkSslProvider()
                    .protocols(tls.protocols())
                    .handshakeTimeout(config.timeouts().dial())
                    .trustManager(tls.trustManagerFactory());
            tls.keyManagerFactory().ifPresent(ssl::keyManager);
            options.sslOptions(ssl.build());
        }
        return options.build();
    }

    private static SocketOptions socket(RedisConfig config) {
        SocketOptions.Builder options = SocketOptions.builder()
                .connectTimeout(config.timeouts().dial())
                .tcpNoDelay(true)
                .keepAlive(SocketOptions.KeepAliveOptions.builder()
                        .enable()
                        .idle(Duration.ofSeconds(5))
                        .interval(Duration.ofSeconds(5))
                        .count(3)
                        .build());
        if (EpollProvider.isAvailable()) {
            options.tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(SILENCE)
                    .build());
        }
        return options.build();
    }

    static ClientResources resources(Resolver resolver, ChannelGroup channels) {
        return ClientResources.builder()
                .ioThreadPoolSize(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .addressResolverGroup(resolver)
                .nettyCustomizer(new WireEncoder.Customizer(channels))
                .build();
    }
}
