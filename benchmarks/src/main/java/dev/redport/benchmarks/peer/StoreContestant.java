package dev.redport.benchmarks.peer;

import dev.redport.benchmarks.bench.Contestant;
import dev.redport.benchmarks.bench.Role;
import dev.redport.benchmarks.bench.Site;
import dev.redport.benchmarks.bench.Task;
import dev.redport.benchmarks.bench.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes part with a {@link Store}: in whatever reads and writes values. */
record StoreContestant(String name, String driver, Role role, String configuration, Site site, Store store)
        implements Contestant {
    @Override
    public Optional<Task> task(Workload workload) {
        Task task = switch (workload) {
            case GET -> (caller, random) -> check(random, store.get(caller, random % Site.KEYS));
            case GET_OR_LOAD -> (caller, random) -> check(random, store.getOrLoad(caller, random % Site.KEYS));
            case PUT -> {
                byte[][] values = values();
                yield (caller, random) -> store.put(caller, random % Site.KEYS, values[random % Site.KEYS]);
            }
            case MGET_1, MGET_10, MGET_100, MGET_1000 -> store.inBulk() ? bulk(workload.valuesPerCall()) : null;
            case GETS_10, GETS_100, GETS_1000 -> singles(workload.valuesPerCall());
            default -> null;
        };
        if (task != null) {
            fill();
        }
        return Optional.ofNullable(task);
    }

    private Task bulk(int number) {
        return (caller, random) -> {
            int[] found = {0};
            store.getAll(caller, random % Site.KEYS, number, (key, value) -> {
                check(key, value);
                found[0]++;
            });
            if (found[0] != number) {
                throw new IllegalStateException("values: " + found[0] + " (expected: " + number + ")");
            }
        };
    }

    private Task singles(int number) {
        return (caller, random) -> {
            for (int i = 0; i < number; i++) {
                int key = (random % Site.KEYS + i) % Site.KEYS;
                check(key, store.get(caller, key));
            }
        };
    }

    private void check(int random, byte @Nullable [] value) {
        int key = random % Site.KEYS;
        if (value == null) {
            throw new IllegalStateException("value " + key + ": none");
        }
        site.check(key, value);
    }

    private void fill() {
        byte[][] values = values();
        try {
            for (int key = 0; key < Site.KEYS; key++) {
                store.put(0, key, values[key]);
            }
        } catch (Exception e) {
            throw new IllegalStateException(name + ": cannot store values", e);
        }
    }

    private byte[][] values() {
        byte[][] values = new byte[Site.KEYS][];
        for (int key = 0; key < Site.KEYS; key++) {
            values[key] = site.value(key);
        }
        return values;
    }

    @Override
    public void close() {
        store.close();
    }
}
