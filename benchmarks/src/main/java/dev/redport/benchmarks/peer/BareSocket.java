package dev.redport.benchmarks.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.Role;
import dev.redport.benchmarks.bench.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** A blocking socket for each thread and no more protocol than it takes: the limit for a client of that kind. */
public final class BareSocket implements Entrant {
    /** Creates one; a worker does. */
    public BareSocket() {}

    @Override
    public Contestant open(Site site, String argument) {
        Given.onlyPlain(site, "bare socket");
        return new StoreContestant(
                "bare socket",
                "socket",
                Role.LIMIT,
                "java.net.Socket, one connection for each thread",
                site,
                new Values(site, StoredKeys.of(site, "sock"), new AtomicReferenceArray<>(Site.CALLERS)));
    }

    private record Values(Site site, StoredKeys keys, AtomicReferenceArray<@Nullable RespSocket> sockets)
            implements Store {
        private static final byte[] GET = "GET".getBytes(US_ASCII);
        private static final byte[] MGET = "MGET".getBytes(US_ASCII);
        private static final byte[] SETEX = "SETEX".getBytes(US_ASCII);
        private static final byte[] HOUR = "3600".getBytes(US_ASCII);

        /** Only one thread has this number. */
        private RespSocket of(int caller) throws IOException {
            RespSocket socket = sockets.get(caller);
            if (socket == null) {
                socket = RespSocket.connect(site);
                sockets.set(caller, socket);
            }
            return socket;
        }

        @Override
        public byte @Nullable [] get(int caller, int key) throws IOException {
            RespSocket socket = of(caller);
            socket.begin(2).add(GET).add(keys.bytes(key)).flush();
            return socket.bulk();
        }

        @Override
        public void put(int caller, int key, byte[] value) throws IOException {
            RespSocket socket = of(caller);
            socket.begin(4).add(SETEX).add(keys.bytes(key)).add(HOUR).add(value).flush();
            socket.simple();
        }

        @Override
        public void getAll(int caller, int first, int number, Store.Values values) throws IOException {
            RespSocket socket = of(caller);
            socket.begin(number + 1).add(MGET);
            for (int i = 0; i < number; i++) {
                socket.add(keys.bytes(first + i));
            }
            socket.flush();
            long found = socket.header('*');
            for (int i = 0; i < found; i++) {
                values.accept(first + i, socket.bulk());
            }
        }

        @Override
        public void close() {
            for (int caller = 0; caller < sockets.length(); caller++) {
                RespSocket socket = sockets.get(caller);
                if (socket != null) {
                    try {
                        socket.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
    }
}
