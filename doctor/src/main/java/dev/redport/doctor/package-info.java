/**
 * Looks at a deployment of Redis before services depend on it: {@link dev.redport.doctor.Main} is the command line behind
 * {@code ./redport doctor}. Nothing here writes to Redis.
 */
@NullMarked
package dev.redport.doctor;

import org.jspecify.annotations.NullMarked;
