/**
 * The driver interface, and everything that is the same for every driver.
 *
 * <p>A {@link dev.redport.driver.RedisDriver} sends raw {@link dev.redport.driver.Command commands} and returns raw
 * {@link dev.redport.driver.Reply replies}; it translates between its client and these two types and decides nothing.
 * Every command says which argument is its routing key and whether it may be {@linkplain dev.redport.driver.Replay
 * repeated}. Every call says which {@linkplain dev.redport.driver.Operation operation} it is part of and when it must
 * have ended ({@link dev.redport.driver.Call}).
 *
 * <p>What crosses all calls is one small decorator each, stacked in {@link dev.redport.driver.DriverStack}:
 * observation, retry with a budget, scripts. Failures have one hierarchy, {@link
 * dev.redport.driver.RedisException}, with one subclass for each different reaction of a caller. What happens is told to
 * a {@link dev.redport.driver.RedisListener}.
 */
@NullMarked
package dev.redport.driver;

import org.jspecify.annotations.NullMarked;
