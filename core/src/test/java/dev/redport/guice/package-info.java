@NullMarked
package dev.redport.guice;

import org.jspecify.annotations.NullMarked;
