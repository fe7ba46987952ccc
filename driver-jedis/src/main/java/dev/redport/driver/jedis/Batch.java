package dev.redport.driver.jedis;

import dev.redport.config.Timeouts;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisUnavailableException;
import dev.redport.driver.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many commands over one connection: first as many as may be sent unread, then, while the replies come in, the rest.
 *
 * <p>A peer that waits for us to read its replies stops reading itself, but not before it has read the first command it did
 * not answer; so what is sent after that one must fit the window.
 *
 * <p>Several of them are read one after the other. If the first one's server hangs until the call is over, the replies of the others have
 * arrived long since: they are still read, within a moment of grace.
 */
final class Batch {
    /** What has arrived is read even where the call is over. */
    private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(10);
    /** How long after the call's end its replies may still be asked for. */
    private static final long UNTIL_ASKED = 5 * GRACE;

    private final Link link;
    private final List<Command> commands;
    private final Call call;
    private final Timeouts timeouts;
    private final List<Reply> replies;
    private @Nullable RedisException failure;
    private int sent;
    private long behind;

    Batch(Link link, List<Command> commands, Call call, Timeouts timeouts) {
        this.link = link;
        this.commands = commands;
        this.call = call;
        this.timeouts = timeouts;
        replies = new ArrayList<>(commands.size());
    }

    /** Sends what fits. Until its replies are asked for, the connection is not overdue before the call is. */
    void send() {
        link.begin(call, Wire.size(commands.get(0)) > Link.WINDOW);
        try {
            sendWindow();
            link.flush();
            link.arm(Math.max(0, call.remainingNanos()) + UNTIL_ASKED);
        } catch (RuntimeException e) {
            failure = link.broken(e);
        }
    }

    private void sendWindow() {
        behind = 0;
        for (; sent < commands.size(); sent++) {
            Command command = commands.get(sent);
            long size = Wire.size(command);
            if (replies.size() < sent) {
                behind += size;
                if (behind > Link.WINDOW) {
                    return;
                }
            }
            link.send(command);
            if (size > Link.WINDOW) {
                link.arm(call.boundedNanos(timeouts.read()));
            }
        }
    }

    /** Reads, and sends the rest. */
    List<Reply> replies() {
        try {
            while (failure == null && replies.size() < commands.size()) {
                link.arm(Math.max(GRACE, call.boundedNanos(timeouts.read())));
                while (replies.size() < sent) {
                    replies.add(link.receive());
                }
                if (sent < commands.size()) {
                    boolean large = Wire.size(commands.get(sent)) > Link.WINDOW;
                    link.arm(call.boundedNanos(large ? timeouts.write() : timeouts.read()));
                    sendWindow();
                    link.flush();
                }
            }
        } catch (RuntimeException e) {
            failure = link.broken(e);
        } finally {
            link.disarm();
        }
        if (failure != null) {
            fail(failure);
        }
        return replies;
    }

    /** What was sent shares one failure; what came after it is known not to have been. */
    private void fail(RedisException shared) {
        RedisUnavailableException unsent =
                shared.kind() == ErrorKind.TIMEOUT ? Failures.deadlinePassed() : Failures.notConnected(shared);
        while (replies.size() < commands.size()) {
            replies.add(Reply.of(replies.size() <= sent ? shared : unsent));
        }
    }
}
