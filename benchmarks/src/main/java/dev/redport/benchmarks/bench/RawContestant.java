package dev.redport.benchmarks.bench;

import java.util.Optional;
import java.util.function.IntPredicate;

/** A client used directly. */
final class RawContestant implements Contestant {
    private final String name;
    private final String driver;
    private final String configuration;
    private final Site site;
    private final RawCalls calls;
    private boolean filled;

    RawContestant(String name, String driver, String configuration, Site site, RawCalls calls) {
        this.name = name;
        this.driver = driver;
        this.configuration = configuration;
        this.site = site;
        this.calls = calls;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String driver() {
        return driver;
    }

    @Override
    public Role role() {
        return Role.RAW;
    }

    @Override
    public String configuration() {
        return configuration;
    }

    @Override
    public Optional<Task> task(Workload workload) {
        int count = workload.valuesPerCall();
        byte[][] values = site.values();
        Task task = switch (workload) {
            case GET, GET_OR_LOAD -> (caller, random) -> get(random % Site.KEYS);
            case PUT -> (caller, random) -> calls.put(random % Site.KEYS, values[random % Site.KEYS % 26]);
            case MGET_1, MGET_10, MGET_100, MGET_1000 ->
                (caller, random) -> calls.mget(random % (Site.KEYS - count + 1), count, site::check);
            case GETS_10, GETS_100, GETS_1000 ->
                (caller, random) -> {
                    for (int i = 0; i < count; i++) {
                        get((random + i) % Site.KEYS);
                    }
                };
            case LIMITER -> limiter("many", Site.LIMITER_KEYS);
            case LIMITER_HOT -> limiter("hot", 1);
            default -> null;
        };
        if (task != null && workload != Workload.LIMITER && workload != Workload.LIMITER_HOT) {
            fill();
        }
        return Optional.ofNullable(task);
    }

    /** The script of Redport's limiter, sent by the client itself. */
    private Task limiter(String policy, int keys) {
        IntPredicate permits = calls.limiter(LimiterCall.of(site, "raw" + policy, keys));
        return (caller, random) -> {
            if (!permits.test(random % keys)) {
                throw new IllegalStateException("denied");
            }
        };
    }

    private void get(int key) {
        site.check(key, calls.get(key));
    }

    private void fill() {
        if (!filled) {
            filled = true;
            for (int i = 0; i < Site.KEYS; i++) {
                calls.put(i, site.value(i));
            }
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
