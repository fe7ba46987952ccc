/**
 * Runs Redport on Lettuce: a few multiplexed connections that carry the commands of all callers at once.
 *
 * <p>Lettuce's own reconnecting, buffering, replaying and command timeouts are switched off; what a call may wait for and
 * whether it is repeated is decided in core. The table "our field, Lettuce's setting" is in {@link
 * dev.redport.driver.lettuce.LettuceDriverFactory}.
 */
@NullMarked
package dev.redport.driver.lettuce;

import org.jspecify.annotations.NullMarked;
