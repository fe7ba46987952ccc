/** Short programs that each show one port; the demo service has its own package. */
@NullMarked
package dev.redport.examples;

import org.jspecify.annotations.NullMarked;
