/**
 * Metrics and spans through Micrometer: {@link dev.redport.micrometer.MicrometerListener} and {@link
 * dev.redport.micrometer.ObservationListener}. The only package that needs Micrometer, which is an optional dependency.
 */
@NullMarked
package dev.redport.micrometer;

import org.jspecify.annotations.NullMarked;
