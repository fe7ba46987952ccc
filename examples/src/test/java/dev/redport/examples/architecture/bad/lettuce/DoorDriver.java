package dev.redport.examples.architecture.bad.lettuce;

import io.lettuce.core.RedisClient;

public final class DoorDriver {
    private final RedisClient client;

    private DoorDriver(RedisClient client) {
        this.client = client;
    }

    public static DoorDriver over(RedisClient client) {
        return new DoorDriver(client);
    }

    @Override
    public String toString() {
        return client.toString();
    }
}
