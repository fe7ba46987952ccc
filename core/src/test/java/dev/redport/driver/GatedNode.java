package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Connections on which each trip ends when a test says so; it answers with the arguments unless told otherwise. */
final class GatedNode implements Node {
    /** One trip. */
    static final class Sent {
        final List<String> lines;
        final Call call;
        final Thread begunBy = Thread.currentThread();
        final CompletableFuture<Boolean> end = new CompletableFuture<>();
        volatile @Nullable Thread collectedBy;
        /** Whether somebody is called back when it ends. */
        volatile boolean awaited;

        private Sent(List<String> lines, Call call) {
            this.lines = lines;
            this.call = call;
        }

        void ends() {
            end.complete(true);
        }
    }

    final List<Sent> trips = new CopyOnWriteArrayList<>();
    volatile Function<String, Object> answer = line -> line;
    volatile boolean open;
    volatile boolean free = true;
    /** Whether it tells when a trip ends, on the thread that ends it. */
    volatile boolean callsBack;

    int places = Integer.MAX_VALUE;
    /** Whether sending ends with an error of the JVM after all was sent. */
    volatile boolean fatal;

    volatile @Nullable RuntimeException broken;

    @Override
    public Reply execute(Command command, Call call) {
        return begin(List.of(command), call).replies().get(0).orThrow();
    }

    @Override
    public Exchange begin(List<Command> commands, Call call) {
        RuntimeException why = broken;
        if (why != null) {
            throw why;
        }
        Sent sent = new Sent(commands.stream().map(FakeServers::line).toList(), call);
        if (open) {
            sent.ends();
        }
        List<Reply> replies = new ArrayList<>();
        trips.add(sent);
        sent.lines.forEach(line -> replies.add(Reply.of(answer.apply(line))));
        boolean calls = callsBack;
        return new Exchange() {
            @Override
            public List<Reply> replies() {
                assertThat(sent.collectedBy).as("collected before").isNull();
                sent.collectedBy = Thread.currentThread();
                return ended(sent) ? replies : failed(replies.size());
            }

            @Override
            public boolean onArrival(Runnable action) {
                if (calls) {
                    Exchange.whenAllEnded(List.of(sent.end), action);
                    sent.awaited = true;
                }
                return calls;
            }
        };
    }

    private static boolean ended(Sent sent) {
        try {
            return sent.call.await(sent.end, sent.call.deadlineNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failures.interrupted(true);
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private static List<Reply> failed(int size) {
        return Collections.nCopies(size, Reply.of(Failures.timeout()));
    }

    @Override
    public @Nullable Exchange tryBegin(List<Command> commands, Call call) {
        Exchange exchange = free ? begin(commands, call) : null;
        if (fatal) {
            throw new AssertionError("fatal");
        }
        return exchange;
    }

    /** Lets all trips end, those to come as well. */
    void opens() {
        open = true;
        trips.forEach(Sent::ends);
    }

    static Command get(String key) {
        return Command.of(Verb.GET, key.getBytes(UTF_8));
    }

    @Override
    public int places() {
        return places;
    }

    @Override
    public PoolStats pool() {
        return PoolStats.NONE;
    }

    @Override
    public void close() {
        broken = Failures.closed();
    }
}
