/**
 * Runs Redport on Jedis: each call has a connection of its own while it lasts, taken from a small pool.
 *
 * <p>What is Jedis' is the wire: the commands and replies of its {@code Connection}. What is ours is whatever Jedis leaves
 * without a bound: connections are opened on a background thread, so that no caller waits longer than its call may take,
 * and one watchdog closes the socket of a call that is overdue, whatever it hangs in. The table "our field, Jedis'
 * setting" is in {@link dev.redport.driver.jedis.JedisDriverFactory}.
 */
@NullMarked
package dev.redport.driver.jedis;

import org.jspecify.annotations.NullMarked;
