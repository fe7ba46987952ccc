package dev.redport.benchmarks.peer;

import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Entrant;
import dev.redport.benchmarks.bench.Role;
import dev.redport.benchmarks.bench.Site;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;

/**
 * Redisson's own cache, {@code RMapCache}: a hash whose entries expire one by one, by scripts. The argument is the size of the
 * pool.
 */
public final class RedissonMap implements Entrant {
    /** Creates one; a worker does. */
    public RedissonMap() {}

    @Override
    public Contestant open(Site site, String argument) {
        Given.onlyPlain(site, "RMapCache");
        int pool = Given.number(argument, Clients.POOL);
        RedissonClient client = Clients.redisson(site, pool);
        RMapCache<String, byte[]> map = client.getMapCache(
                site.prefix() + ":c:map1",
                new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE, ByteArrayCodec.INSTANCE));
        return new StoreContestant(
                "RMapCache",
                "redisson",
                Role.PEER,
                "Redisson " + Clients.version(Redisson.class) + ", pool of " + pool,
                site,
                new Values(map, StoredKeys.plain(), () -> client.shutdown(0, 2, TimeUnit.SECONDS)));
    }

    private record Values(RMapCache<String, byte[]> map, StoredKeys keys, Runnable end) implements Store {
        @Override
        public byte @Nullable [] get(int caller, int key) {
            return map.get(keys.text(key));
        }

        @Override
        public void put(int caller, int key, byte[] value) {
            map.fastPut(keys.text(key), value, 1, TimeUnit.HOURS);
        }

        @Override
        public void getAll(int caller, int first, int number, Store.Values values) {
            List<String> wanted = Arrays.asList(keys.texts(first, number));
            Map<String, byte[]> found = map.getAll(new LinkedHashSet<>(wanted));
            for (int i = 0; i < number; i++) {
                values.accept(first + i, found.get(wanted.get(i)));
            }
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
