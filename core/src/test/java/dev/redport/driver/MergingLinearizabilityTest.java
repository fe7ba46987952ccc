package dev.redport.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever callers do at the same time, and whoever makes whose trip, everyone is answered as if one command had run after the
 * other: checked by Lincheck (Koval et al. 2023), by chance and by going through interleavings. Its instances are made anew for
 * each run, and its time stands still, so that nobody's is ever over; {@link MergingModelTest} has deadlines and interrupts.
 */
@Timeout(180)
@Param(name = "key", gen = IntGen.class, conf = "0:1")
public class MergingLinearizabilityTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final List<Command> INCR = List.of(command(Verb.INCR, 0), command(Verb.INCR, 1));
    private static final List<Command> GET = List.of(command(Verb.GET, 0), command(Verb.GET, 1));
    private static final Watch ENDED = new Watch();

    static {
        ENDED.close(); // whoever waits minds the time itself: Lincheck knows the threads of the callers only
    }

    private final MergingNode node =
            new MergingNode(new Counting(), new MergePolicy(true, 4, 4096, 1), LONG, ENDED, LONG.toNanos());

    private static Command command(Verb verb, int key) {
        return Command.of(verb, String.valueOf(key).getBytes(US_ASCII));
    }

    private static Call call() {
        return Call.start(Operation.OTHER, LONG);
    }

    @org.jetbrains.lincheck.datastructures.Operation
    public long increment(@Param(name = "key") int key) {
        return node.execute(INCR.get(key), call()).integer();
    }

    @org.jetbrains.lincheck.datastructures.Operation
    public long get(@Param(name = "key") int key) {
        return node.execute(GET.get(key), call()).integer();
    }

    /** Two commands of one caller, on the same trip: others' may run between them only if they do not see it here. */
    @org.jetbrains.lincheck.datastructures.Operation
    public List<Long> incrementTwice(@Param(name = "key") int key) {
        List<Command> both = List.of(INCR.get(key), INCR.get(key));
        return node.begin(both, call()).replies().stream().map(Reply::integer).toList();
    }

    /** What it has to look like. */
    public static final class OneAfterTheOther {
        private final long[] counts = new long[2];

        public long increment(int key) {
            return ++counts[key];
        }

        public long get(int key) {
            return counts[key];
        }

        public List<Long> incrementTwice(int key) {
            return List.of(++counts[key], ++counts[key]);
        }
    }

    /** A server: runs one batch after the other when its replies are asked for. */
    private static final class Counting implements Node {
        private final long[] counts = new long[2];

        private synchronized List<Reply> run(List<Command> commands) {
            List<Reply> replies = new ArrayList<>();
            for (Command command : commands) {
                int key = command.arg(0)[0] - '0';
                replies.add(Reply.of(command.verb().equals(Verb.INCR) ? ++counts[key] : counts[key]));
            }
            return replies;
        }

        @Override
        public Reply execute(Command command, Call call) {
            return run(List.of(command)).get(0);
        }

        @Override
        public Exchange begin(List<Command> commands, Call call) {
            return () -> run(commands);
        }

        @Override
        public Exchange tryBegin(List<Command> commands, Call call) {
            return begin(commands, call);
        }

        @Override
        public PoolStats pool() {
            return PoolStats.NONE;
        }

        @Override
        public void close() {}
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(3)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(3)
                .sequentialSpecification(OneAfterTheOther.class)
                .check(MergingLinearizabilityTest.class);
    }

    @Test
    void isLinearizableInEveryInterleavingThatWasTried() {
        new ModelCheckingOptions()
                .iterations(2)
                .invocationsPerIteration(50)
                .threads(3)
                .actorsPerThread(2)
                .actorsBefore(0)
                .actorsAfter(0)
                .sequentialSpecification(OneAfterTheOther.class)
                .check(MergingLinearizabilityTest.class);
    }
}
