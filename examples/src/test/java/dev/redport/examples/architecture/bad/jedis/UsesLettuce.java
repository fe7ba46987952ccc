package dev.redport.examples.architecture.bad.jedis;

interface UsesLettuce {
    io.lettuce.core.RedisClient client();
}
