package dev.redport.architecture.bad.ratelimit;

final class RollsDice {
    double roll() {
        return Math.random();
    }
}
