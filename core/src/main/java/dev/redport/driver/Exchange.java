package dev.redport.driver;

import java.util.List;

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
}
