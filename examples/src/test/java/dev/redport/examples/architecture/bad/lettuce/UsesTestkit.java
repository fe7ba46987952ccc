package dev.redport.examples.architecture.bad.lettuce;

interface UsesTestkit {
    dev.redport.testkit.EmbeddedRedis redis();
}
