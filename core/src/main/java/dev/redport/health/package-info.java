/**
 * The health port: does Redis answer, how fast, and if not, why. One {@link dev.redport.health.HealthCheck} asks with a
 * PING of its own deadline and gives a {@link dev.redport.health.Health} that is safe to show to anybody: it names no
 * host and quotes no exception.
 */
@NullMarked
package dev.redport.health;

import org.jspecify.annotations.NullMarked;
