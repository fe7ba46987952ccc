package dev.redport.driver.jedis;

import dev.redport.config.Timeouts;
import dev.redport.driver.Call;
import dev.redport.driver.Command;
import dev.redport.driver.Failures;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * One connection, used by one call at a time. It connects once; when it breaks, it is thrown away.
 *
 * <p>It has no socket timeout. While a call is under way {@link #end} holds the time by which it must have ended, and the
 * {@link Watchdog} closes the socket when that has passed.
 */
final class Link extends Connection {
    /** What may be sent before its replies are read: this much fits into the sockets' buffers even of a lazy reader. */
    static final int WINDOW = 64 * 1024;

    private static final long IDLE = 0;
    private static final long OVERDUE = 2;
    private static final long ABANDONED = 4;

    private final JedisOptions options;
    private final Timeouts timeouts;
    private final Dial dial;
    private final Watchdog watchdog;
    /** The end of the call under way on the nano clock, always odd; or one of the even states above. */
    private final AtomicLong end = new AtomicLong(IDLE);

    private long armed = IDLE;
    private long lastUse = System.nanoTime();
    private boolean connecting = true;
    private boolean lost;

    Link(JedisOptions options, Watchdog watchdog) {
        this(options, watchdog, new Dial(options));
    }

    private Link(JedisOptions options, Watchdog watchdog, Dial dial) {
        super(dial);
        this.options = options;
        this.timeouts = options.config().timeouts();
        this.watchdog = watchdog;
        this.dial = dial;
    }

    /** Jedis would reconnect, without the greeting, wherever it finds the socket closed. */
    @Override
    public void connect() {
        if (connecting) {
            super.connect();
        }
    }

    /** Connects and sends the greeting. */
    void open() {
        List<Reply> replies = new ArrayList<>(3);
        arm(timeouts.dial().toNanos());
        try {
            List<Command> greeting = options.greeting().commands();
            connect();
            connecting = false;
            for (Command each : greeting) {
                sendCommand(Wire.arguments(each));
            }
            flush();
            while (replies.size() < greeting.size()) {
                replies.add(receive());
            }
            RedisException refusal = options.greeting().refusal(greeting, replies);
            if (refusal != null) {
                throw refusal;
            }
        } catch (JedisException e) {
            throw refused(e, !replies.isEmpty());
        } finally {
            disarm();
        }
    }

    private RedisException refused(JedisException e, boolean answered) {
        if (end.get() == OVERDUE) {
            return Failures.notConnected(new SocketTimeoutException());
        }
        return dial.reached() && !answered ? options.greeting().lost(e) : Failures.connect(e);
    }

    Reply execute(Command command, Call call) {
        boolean large = Wire.size(command) > WINDOW;
        begin(call, large);
        try {
            sendCommand(Wire.arguments(command));
            flush();
            if (large) {
                arm(call.boundedNanos(timeouts.read()));
            }
            return Reply.of(Wire.plain(getUnflushedObject()));
        } catch (JedisDataException e) {
            throw Failures.server(Wire.message(e));
        } catch (RuntimeException e) {
            throw broken(e);
        } finally {
            disarm();
        }
    }

    /** The next reply, in which an error of the server is a value. */
    Reply receive() {
        try {
            return Reply.of(Wire.plain(getUnflushedObject()));
        } catch (JedisDataException e) {
            return Reply.of(Failures.server(Wire.message(e)));
        }
    }

    void send(Command command) {
        sendCommand(Wire.arguments(command));
    }

    @Override
    public void flush() {
        super.flush();
    }

    RedisException broken(RuntimeException e) {
        setBroken();
        if (end.get() == OVERDUE) {
            return Failures.timeout();
        }
        SocketException closed = Failures.find(e, SocketException.class);
        if (closed != null && "Closed by interrupt".equals(closed.getMessage())) {
            return Failures.interrupted(true);
        }
        lost = true;
        return Failures.connectionLost(e);
    }

    /** Whether the idle connection still answers. */
    void probe() {
        arm(timeouts.read().toNanos());
        try {
            sendCommand(Protocol.Command.PING);
            getOne();
        } catch (JedisDataException e) {
            setBroken();
        } catch (RuntimeException e) {
            broken(e);
        } finally {
            disarm();
        }
    }

    void begin(Call call, boolean large) {
        long nanos = call.boundedNanos(large ? timeouts.write() : timeouts.read());
        if (nanos == 0) {
            throw Failures.deadlinePassed();
        }
        arm(nanos);
    }

    void arm(long nanos) {
        lastUse = System.nanoTime();
        long until = (lastUse + nanos) | 1;
        if (end.compareAndSet(armed, until)) {
            armed = until;
            watchdog.expect(until);
        }
    }

    void disarm() {
        if (end.compareAndSet(armed, IDLE)) {
            armed = IDLE;
        } else {
            setBroken();
        }
    }

    /** Closes the socket if its call should have ended by now; otherwise the end of the call, or the fallback if idle. */
    long closeIfOverdue(long now, long fallback) {
        long until = end.get();
        if ((until & 1) == 0) {
            return fallback;
        }
        if (now - until < 0) {
            return until;
        }
        if (end.compareAndSet(until, OVERDUE)) {
            dial.close();
        }
        return fallback;
    }

    /** Closes the socket under whatever uses it. */
    void abandon() {
        end.set(ABANDONED);
        dial.close();
    }

    /** Whether the peer went away, which other connections may not know yet. */
    boolean isLost() {
        return lost;
    }

    /** Nanoseconds since the last call started. */
    long unusedNanos() {
        return System.nanoTime() - lastUse;
    }
}
