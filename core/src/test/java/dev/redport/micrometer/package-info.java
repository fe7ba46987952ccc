@NullMarked
package dev.redport.micrometer;

import org.jspecify.annotations.NullMarked;
