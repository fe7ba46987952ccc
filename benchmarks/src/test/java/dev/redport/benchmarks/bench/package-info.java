@NullMarked
package dev.redport.benchmarks.bench;

import org.jspecify.annotations.NullMarked;
