package dev.redport.examples.architecture.bad.lettuce;

interface UsesAFeature {
    dev.redport.cache.Cache<String, String> cache();
}
