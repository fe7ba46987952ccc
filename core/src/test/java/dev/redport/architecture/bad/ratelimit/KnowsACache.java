package dev.redport.architecture.bad.ratelimit;

final class KnowsACache {
    final dev.redport.architecture.bad.cache.Stored stored = new dev.redport.architecture.bad.cache.Stored();
}
