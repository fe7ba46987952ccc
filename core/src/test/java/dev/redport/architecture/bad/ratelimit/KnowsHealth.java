package dev.redport.architecture.bad.ratelimit;

final class KnowsHealth {
    final dev.redport.architecture.bad.health.State state = new dev.redport.architecture.bad.health.State();
}
