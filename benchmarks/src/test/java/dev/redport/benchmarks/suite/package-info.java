@NullMarked
package dev.redport.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
