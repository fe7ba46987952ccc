package dev.redport.architecture.bad.micrometer;

final class KnowsACache {
    final dev.redport.architecture.bad.cache.Stored cache = new dev.redport.architecture.bad.cache.Stored();
}
