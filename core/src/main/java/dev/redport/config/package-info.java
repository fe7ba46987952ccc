/**
 * Everything a connection to Redis needs to know, resolved once and immutable afterwards.
 *
 * <p>{@link dev.redport.config.RedisConfig} is the one value handed around; with nothing set it means a
 * plain Redis on localhost. It is filled by a {@link dev.redport.config.RedisConfigBuilder builder}, by
 * {@code REDIS_*} variables (all of them stand in the table {@link dev.redport.config.Variable}) or by a
 * {@code redis://} URL, which may also name Sentinels or a cluster (a
 * {@link dev.redport.config.Topology}); the builder wins over the environment, the environment over the defaults.
 * A wrong value is never corrected: construction fails with a
 * {@link dev.redport.config.ConfigException} that lists every problem at once. Stricter rules hold under
 * {@link dev.redport.config.Profile#PRODUCTION}. A {@link dev.redport.config.Secret} never prints itself,
 * and credentials are asked for at each new connection, so that they can rotate.
 * {@link dev.redport.config.TlsMaterial} turns PEM files into the key and trust managers of the clients, and
 * {@link dev.redport.config.TlsSource} follows the files when they are replaced.
 */
@NullMarked
package dev.redport.config;

import org.jspecify.annotations.NullMarked;
