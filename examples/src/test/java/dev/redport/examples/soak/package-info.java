/** Long runs under disturbance, behind the profile {@code soak}. */
@NullMarked
package dev.redport.examples.soak;

import org.jspecify.annotations.NullMarked;
