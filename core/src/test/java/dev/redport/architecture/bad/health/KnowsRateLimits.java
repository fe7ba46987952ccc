package dev.redport.architecture.bad.health;

final class KnowsRateLimits {
    final dev.redport.architecture.bad.ratelimit.Rule rule = new dev.redport.architecture.bad.ratelimit.Rule();
}
