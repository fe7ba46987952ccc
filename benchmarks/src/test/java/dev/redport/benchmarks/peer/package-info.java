@NullMarked
package dev.redport.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
