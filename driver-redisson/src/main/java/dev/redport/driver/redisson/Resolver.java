package dev.redport.driver.redisson;

import dev.redport.driver.HostNames;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets Netty find addresses as every driver does, instead of by its own DNS client. */
final class Resolver extends AddressResolverGroup<InetSocketAddress> {
    private final HostNames names;

    Resolver(HostNames names) {
        this.names = names;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new InetNameResolver(loop) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> promise) {
                var unused = names.addresses(host)
                        .whenComplete((found, failure) -> end(promise, failure == null ? found.get(0) : null, failure));
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                var unused = names.addresses(host).whenComplete((found, failure) -> end(promise, found, failure));
            }
        }.asAddressResolver();
    }

    private static <T> void end(Promise<T> promise, @Nullable T found, @Nullable Throwable failure) {
        if (failure == null) {
            promise.trySuccess(found);
        } else {
            promise.tryFailure(failure);
        }
    }
}
