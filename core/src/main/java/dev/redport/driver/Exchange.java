package dev.redport.driver;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Commands that were sent, whose replies are still to be collected: by the thread that began it, or by another one to which it was
 * handed over safely.
 *
 * @since 0.1.0
 */
public interface Exchange {
    /**
     * Waits for the replies and gives the connection back. To be called exactly once, also if nobody wants the replies.
     *
     * @return one reply for each command, in order; a failure stays with its command
     */
    List<Reply> replies();

    /**
     * Tells when {@link #replies} needs no wait any more, if the client can tell. To be asked at most once, before the
     * replies are.
     *
     * @param action runs once, on the client's thread that read the last reply or noticed the failure, or on the caller's
     *     within this call; it must not wait. It never runs if the connection hangs
     * @return false if the client cannot tell: then the action never runs
     */
    default boolean onArrival(Runnable action) {
        return false;
    }

    /**
     * Runs an action once all have ended, whichever way: what clients that call back need for {@link #onArrival}.
     *
     * @param all mostly ended in order, so that the last is waited for first
     * @param action runs once, on the thread that ended the last, or at once
     */
    static void whenAllEnded(List<? extends CompletableFuture<?>> all, Runnable action) {
        for (int i = all.size() - 1; i >= 0; i--) {
            if (!all.get(i).isDone()) {
                var unused = all.get(i).whenComplete((ended, failure) -> whenAllEnded(all, action));
                return;
            }
        }
        action.run();
    }
}
