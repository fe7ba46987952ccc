/**
 * What every driver must do, written once. A driver's own tests extend {@link
 * dev.redport.testkit.contract.DriverContract} and {@link dev.redport.testkit.contract.PortsContract} and name its factory; they then
 * run against real servers.
 */
@NullMarked
package dev.redport.testkit.contract;

import org.jspecify.annotations.NullMarked;
