/**
 * What every driver must do, written once. A driver's own test extends {@link
 * dev.redport.testkit.contract.DriverContract} and names its factory; it then runs the commands, failures, TLS, retry,
 * cache and health suites against real servers.
 */
@NullMarked
package dev.redport.testkit.contract;

import org.jspecify.annotations.NullMarked;
