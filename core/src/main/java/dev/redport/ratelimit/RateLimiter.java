package dev.redport.ratelimit;

import dev.redport.driver.PortContext;
import java.time.Duration;
import java.util.List;

/**
 * Decides how often something may happen, for all processes that use the same Redis together.
 *
 * <p><b>Atomic.</b> All limits of the policy are checked and charged in one step in Redis, by its clock: all of them or
 * none. A denial changes nothing.
 *
 * <p><b>Errors.</b> When Redis fails or does not answer within the policy's deadline, its {@link OutagePolicy} decides;
 * with {@link OutagePolicy#THROW} the methods throw {@link dev.redport.driver.RedisException}. A call whose answer was lost
 * is not repeated: it may have been charged, so that too little passes for a while, but never too much. An interrupted
 * call always throws. After a failover, what the lost primary had not yet replicated is not counted.
 *
 * <p><b>Bad input</b>, which is a key that is empty, longer than 256 bytes or not well-formed, a cost below 1, or a
 * duration out of range, is an {@link IllegalArgumentException}, and nothing was sent.
 *
 * <p>Thread-safe.
 *
 * @since 0.1.0
 */
public interface RateLimiter {
    /**
     * Makes a limiter.
     *
     * @param context what it stands on
     * @param policy what it limits
     * @return the limiter
     * @throws IllegalArgumentException if the policy has no limit
     */
    static RateLimiter over(PortContext context, RateLimitPolicy policy) {
        return new RedisRateLimiter(context, policy);
    }

    /**
     * Takes what is wanted, if there is room for it now. One trip to Redis, or none if the answer is known: the cost can
     * never pass, or was denied a moment ago.
     *
     * @param request who wants how much
     * @return the decision
     */
    Decision tryAcquire(Request request);

    /**
     * Takes one token.
     *
     * @param key who wants it
     * @return the decision
     */
    default Decision tryAcquire(String key) {
        return tryAcquire(Request.of(key));
    }

    /**
     * Takes so many tokens, or none.
     *
     * @param key who wants them
     * @param cost 1 or more
     * @return the decision
     */
    default Decision tryAcquire(String key, long cost) {
        return tryAcquire(Request.of(key).cost(cost));
    }

    /**
     * Takes what is left, up to what is wanted.
     *
     * @param request who wants how much at most
     * @return what was taken; if that is less than wanted, the retry time is that of one token more
     */
    Grant tryAcquireUpTo(Request request);

    /**
     * Takes what is left, up to so many tokens.
     *
     * @param key who wants them
     * @param maxCost 1 or more
     * @return what was taken
     */
    default Grant tryAcquireUpTo(String key, long maxCost) {
        return tryAcquireUpTo(Request.of(key).cost(maxCost));
    }

    /**
     * Takes what is wanted as soon as there is room: reserves it in one trip, in the order of arrival at Redis, and sleeps
     * once until it may be used. If that would take too long, it is denied at once and nothing is taken. Windows are
     * reserved one ahead at most. In shadow mode nobody waits.
     *
     * @param request who wants how much
     * @param maxWait how long to sleep at most: 0 to 366 days
     * @return the decision; its retry time is how long the call slept, or would have had to
     * @throws InterruptedException if the thread was interrupted; what was reserved is given back, as far as Redis answers
     */
    Decision acquire(Request request, Duration maxWait) throws InterruptedException;

    /**
     * Takes so many tokens as soon as there is room.
     *
     * @param key who wants them
     * @param cost 1 or more
     * @param maxWait how long to sleep at most: 0 to 366 days
     * @return the decision
     * @throws InterruptedException if the thread was interrupted; what was reserved is given back, as far as Redis answers
     */
    default Decision acquire(String key, long cost, Duration maxWait) throws InterruptedException {
        return acquire(Request.of(key).cost(cost), maxWait);
    }

    /**
     * Tells what {@link #tryAcquire} would decide, and writes nothing. Always asks Redis, and is not counted by the metrics.
     *
     * @param request who would want how much
     * @return the decision
     */
    Decision peek(Request request);

    /**
     * Tells whether one token could be taken, and how many are left.
     *
     * @param key who would want it
     * @return the decision
     */
    default Decision peek(String key) {
        return peek(Request.of(key));
    }

    /**
     * Charges what was used already, even if that is more than is left: for costs that are known only afterwards. The debt
     * is bounded: no limit is charged beyond twice its size, and what would go beyond is not charged. In an outage nothing is
     * recorded in Redis, whatever the outcome: look at {@link Decision#source}.
     *
     * @param request who used how much
     * @return allowed, if it was charged; what is left, and when one token can be taken again
     */
    Decision debit(Request request);

    /**
     * Charges so many tokens.
     *
     * @param key who used them
     * @param cost 1 or more
     * @return what is left, and when one token can be taken again
     */
    default Decision debit(String key, long cost) {
        return debit(Request.of(key).cost(cost));
    }

    /**
     * Gives back what was taken and not used; a limit is never more than full. What was taken in a window that is over is
     * over with it. Not repeated if the answer is lost, and not recorded in an outage, see {@link #debit(Request)}.
     *
     * @param request who gives back how much
     * @return allowed, if it was given back; what is left, and when one token can be taken again
     */
    Decision refund(Request request);

    /**
     * Gives back so many tokens.
     *
     * @param key who gives them back
     * @param cost 1 or more
     * @return what is left
     */
    default Decision refund(String key, long cost) {
        return refund(Request.of(key).cost(cost));
    }

    /**
     * Forgets what was taken.
     *
     * @param key whose limits become full
     * @return whether there was anything to forget; after a lost answer possibly false, though there was
     * @throws dev.redport.driver.RedisException if Redis fails, whatever the outage policy
     */
    boolean reset(String key);

    /**
     * Decides many requests in one pipelined trip to each node, each for itself. To have several subjects all or nothing,
     * take one after the other and refund.
     *
     * @param requests 1,000 at most
     * @return the decisions, in the same order
     */
    List<Decision> tryAcquireAll(List<Request> requests);

    /**
     * Uses other limits from now on, in this process. What keys have used so far stays used, see {@link
     * Request#limits(Limit...)}.
     *
     * @param limits as for a policy; a sliding log among them only if the policy has one
     */
    void changeLimits(Limit... limits);

    /**
     * The policy with the limits of now.
     *
     * @return the policy
     */
    RateLimitPolicy policy();

    /**
     * The same limiter without blocking.
     *
     * @return a view
     */
    AsyncRateLimiter async();
}
