/** Tests that need all drivers at once, and of the example programs. */
@NullMarked
package dev.redport.examples;

import org.jspecify.annotations.NullMarked;
