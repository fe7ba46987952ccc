/** The samples of {@code examples/deploy} are started, and the production guide is held against them and the code. */
@NullMarked
package dev.redport.examples.deploy;

import org.jspecify.annotations.NullMarked;
