/** Tests of the demo. */
@NullMarked
package dev.redport.examples.demo;

import org.jspecify.annotations.NullMarked;
