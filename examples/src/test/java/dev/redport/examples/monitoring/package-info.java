/** Proof that the files in {@code examples/deploy/monitoring} and the expressions in the documents are right. */
@NullMarked
package dev.redport.examples.monitoring;

import org.jspecify.annotations.NullMarked;
