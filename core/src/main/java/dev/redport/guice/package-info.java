/**
 * Redport in Guice: {@link dev.redport.guice.RedportModule} binds the connection and the ports, {@link
 * dev.redport.guice.CacheModule} binds one typed cache. The only package that needs Guice, which is an optional
 * dependency.
 */
@NullMarked
package dev.redport.guice;

import org.jspecify.annotations.NullMarked;
