package dev.redport.examples.architecture.bad.lettuce;

interface UsesAnotherDriver {
    dev.redport.examples.architecture.bad.jedis.Translator other();
}
