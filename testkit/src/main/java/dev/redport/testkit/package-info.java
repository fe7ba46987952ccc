/**
 * Real Redis servers and broken networks for tests, without Docker and without mocks.
 *
 * <p>{@link dev.redport.testkit.EmbeddedRedis} starts a real {@code redis-server} on a free loopback port in well under a
 * second and ends it whatever happens to the JVM; {@link dev.redport.testkit.EmbeddedCluster} and
 * {@link dev.redport.testkit.EmbeddedSentinel} are six of them together. {@link dev.redport.testkit.TestCertificates} makes the certificates for
 * TLS and for the ways TLS goes wrong. {@link dev.redport.testkit.FaultProxy} stands between a client and a server and
 * delays, holds or cuts. {@link dev.redport.testkit.ScriptedServer} gives the replies a real server can hardly be made to
 * give. On {@link dev.redport.testkit.ClockedDriver} rate limiters live in the test's time.
 *
 * <p>Everything here listens on the loopback interface only and needs a POSIX system.
 */
@NullMarked
package dev.redport.testkit;

import org.jspecify.annotations.NullMarked;
