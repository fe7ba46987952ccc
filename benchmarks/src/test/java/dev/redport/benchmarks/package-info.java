@NullMarked
package dev.redport.benchmarks;

import org.jspecify.annotations.NullMarked;
