package dev.redport.driver;

import static dev.redport.driver.GatedNode.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.redport.config.MergePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class MergingNodeTest {
    /** One trip is enough to make the others wait. */
    private static final MergePolicy ONE = new MergePolicy(true, 5, 4096, 1);

    private static final long PATIENT = TimeUnit.MINUTES.toNanos(1);

    private final GatedNode node = new GatedNode();
    private static final Duration READ = Duration.ofSeconds(30);

    private final Watch watch = new Watch();
    private final MergingNode merging = new MergingNode(node, ONE, READ, watch, PATIENT);
    private final List<Caller> callers = new ArrayList<>();

    /** A call on a thread of its own. */
    private static final class Caller {
        final FutureTask<Reply> reply;
        final Thread thread;

        Caller(MergingNode node, Command command, Call call) {
            reply = new FutureTask<>(() -> node.execute(command, call));
            thread = new Thread(reply, "caller");
            thread.start();
        }

        String text() throws Exception {
            return reply.get(20, TimeUnit.SECONDS).text();
        }

        RedisException failure() {
            ExecutionException thrown =
                    catchThrowableOfType(ExecutionException.class, () -> reply.get(20, TimeUnit.SECONDS));
            return requireNonNull((RedisException) thrown.getCause());
        }
    }

    @AfterEach
    void letAllGo() {
        node.opens();
        watch.close();
    }

    private static Call call(int millis) {
        return Call.start(Operation.OTHER, Duration.ofMillis(millis));
    }

    /** Begins, and is waiting or at the server when this returns. */
    private Caller calls(Command command, Call call) {
        Caller caller = new Caller(merging, command, call);
        callers.add(caller);
        eventually(() -> waits(caller.thread) || caller.thread.getState() == Thread.State.TERMINATED);
        return caller;
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private Caller calls(String key) {
        return calls(get(key), call(20_000));
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(100_000);
        }
    }

    /** With room for many commands on a trip. */
    private MergingNode roomy(int maxTrips) {
        return new MergingNode(node, new MergePolicy(true, 256, 65_536, maxTrips), READ, watch, PATIENT);
    }

    /** Callers who come one by one, each with the trip it makes. */
    private List<Caller> onTheirOwn(MergingNode merging, int callers) {
        List<Caller> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(new Caller(merging, get("few" + i), call(20_000)));
            int trips = i + 1;
            eventually(() -> node.trips.size() == trips || merging.waiting() > 0);
            assertThat(merging.waiting())
                    .as("callers who wait after %s trips", trips)
                    .isZero();
        }
        return all;
    }

    private List<String> lines(int trip) {
        eventually(() -> node.trips.size() > trip);
        return node.trips.get(trip).lines;
    }

    @Test
    void whoComesAloneGoesStraightThrough() throws Exception {
        node.opens();
        for (int i = 0; i < 3; i++) {
            assertThat(merging.execute(get("a" + i), call(1000)).text()).isEqualTo("GET a" + i);
        }

        assertThat(node.trips).hasSize(3).allSatisfy(trip -> {
            assertThat(trip.begunBy).isEqualTo(Thread.currentThread());
            assertThat(trip.call.isShared()).isFalse();
        });
    }

    @Test
    void aFewCallersGoOnTheirOwnAndMoreWaitForEachOtherWhereTheNetworkIsFast() throws Exception {
        MergingNode usual = roomy(8);
        List<Caller> few = onTheirOwn(usual, 4);
        Caller fifth = new Caller(usual, get("fifth"), call(20_000));
        eventually(() -> usual.waiting() == 1);
        Caller sixth = new Caller(usual, get("sixth"), call(20_000));
        eventually(() -> usual.waiting() == 2);
        assertThat(node.trips).hasSize(4);

        node.opens();

        assertThat(fifth.text() + sixth.text()).isEqualTo("GET fifthGET sixth");
        for (Caller each : few) {
            assertThat(each.text()).startsWith("GET few");
        }
        eventually(() -> usual.underWay() == 0);
    }

    @Test
    void moreCallersGoOnTheirOwnWhereTheServerIsFarAway() {
        MergingNode usual = roomy(32);
        node.opens();
        node.answer = line -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            return line;
        };
        for (int i = 0; i < 100; i++) {
            usual.execute(get("far"), call(20_000));
        }
        node.answer = line -> line;
        node.open = false;
        node.trips.clear();

        assertThat(onTheirOwn(usual, 25)).hasSize(25);
        assertThat(usual.waiting()).isZero();
    }

    @Test
    void tripsLeaveConnectionsForWhatGoesAlone() throws Exception {
        node.places = 4;
        MergingNode pooled = roomy(8);
        List<Caller> all = onTheirOwn(pooled, 3);
        all.add(new Caller(pooled, get("waits"), call(20_000)));
        eventually(() -> pooled.waiting() == 1);
        assertThat(node.trips).hasSize(3);

        node.opens();

        for (Caller each : all) {
            assertThat(each.text()).startsWith("GET ");
        }
        eventually(() -> pooled.underWay() == 0);
    }

    @Test
    void manyKeysAreAListThatGoesAlone() throws Exception {
        var unused = calls("first");
        byte[][] keys = Collections.nCopies(33, "x".getBytes(UTF_8)).toArray(byte[][]::new);
        Thread thread = new Thread(() -> merging.execute(Command.of(Verb.MGET, keys), call(20_000)), "caller");
        thread.start();

        assertThat(lines(1)).hasSize(1);
        assertThat(node.trips.get(1).begunBy).isEqualTo(thread);
    }

    private void gather(String... keys) {
        for (String key : keys) {
            var unused = calls(key);
        }
    }

    @Test
    void whatGathersMeanwhileLeavesTogetherInOrderAndEveryoneGetsItsOwnReply() throws Exception {
        Caller first = calls("first");
        gather("b", "c", "d");
        assertThat(node.trips).hasSize(1);

        node.trips.get(0).ends();

        assertThat(first.text()).isEqualTo("GET first");
        assertThat(lines(1)).containsExactly("GET b", "GET c", "GET d");
        assertThat(node.trips.get(1).begunBy).as("who came back").isEqualTo(first.thread);
        assertThat(node.trips.get(1).call.isShared()).isTrue();
        node.opens();
        for (int i = 0; i < 3; i++) {
            assertThat(callers.get(1 + i).text()).isEqualTo("GET " + "bcd".charAt(i));
        }
        assertThat(node.trips.get(1).collectedBy).isEqualTo(callers.get(3).thread);
    }

    @Test
    void atMostSoManyCommandsShareATrip() throws Exception {
        Caller first = calls("first");
        String[] keys = IntStream.range(0, 12).mapToObj(i -> "k" + i).toArray(String[]::new);
        gather(keys);
        node.opens();

        assertThat(first.text()).isEqualTo("GET first");
        for (int i = 0; i < keys.length; i++) {
            assertThat(callers.get(1 + i).text()).isEqualTo("GET k" + i);
        }
        assertThat(node.trips.stream().map(trip -> trip.lines.size())).containsExactly(1, 5, 5, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "BLPOP", "WAIT"})
    void whatHasNoKeyOrMayWaitGoesAlone(String name) throws Exception {
        Caller first = calls("first");
        Command apart = Command.of(new Verb(name, Replay.READ, name.equals("BLPOP") ? 0 : -1), "x".getBytes(UTF_8));

        Caller alone = calls(apart, call(20_000));

        assertThat(lines(1)).containsExactly(name + " x");
        assertThat(node.trips.get(1).begunBy).isEqualTo(alone.thread);
        node.opens();
        assertThat(alone.text()).isEqualTo(name + " x");
        assertThat(first.text()).isEqualTo("GET first");
    }

    @Test
    void whatIsLargeGoesAlone() {
        Caller first = calls("first");

        Caller large = calls("x".repeat(1025));

        assertThat(lines(1)).hasSize(1);
        assertThat(node.trips.get(1).begunBy).isEqualTo(large.thread);
        assertThat(first.reply).isNotDone();
    }

    @Test
    void whileRepliesAreLargeEveryoneGoesAloneAndAfterwardsTogetherAgain() throws Exception {
        node.opens();
        node.answer = line -> "x".repeat(1_000_000);
        merging.execute(get("huge"), call(1000));
        node.open = false;
        node.answer = line -> line;
        Caller first = calls("a");
        Caller second = calls("b");
        assertThat(lines(1)).containsExactly("GET a");
        assertThat(node.trips.get(2).begunBy).isEqualTo(second.thread);
        node.opens();
        assertThat(first.text()).isEqualTo("GET a");

        for (int i = 0; i < 200; i++) {
            merging.execute(get("small"), call(1000));
        }
        node.open = false;
        int before = node.trips.size();
        Caller third = calls("c");
        Caller fourth = calls("d");
        assertThat(node.trips).hasSize(before + 1);
        node.opens();
        assertThat(third.text() + fourth.text()).isEqualTo("GET cGET d");
        assertThat(node.trips.get(before + 1).call.isShared()).isTrue();
    }

    @Test
    void anErrorStaysWithItsCommand() throws Exception {
        node.answer = line -> line.endsWith("bad") ? Failures.server("WRONGTYPE no") : line;
        Caller first = calls("first");
        gather("good", "bad", "fine");
        node.opens();

        assertThat(first.text()).isEqualTo("GET first");
        assertThat(callers.get(1).text()).isEqualTo("GET good");
        assertThat(callers.get(2).failure().kind()).isEqualTo(ErrorKind.WRONG_TYPE);
        assertThat(callers.get(3).text()).isEqualTo("GET fine");
    }

    @Test
    void aFailureToSendIsEveryonesWithItsOwnStack() {
        Caller first = calls("first");
        node.broken = Failures.notConnected(null);
        gather("b", "c");
        node.trips.get(0).ends();

        RedisException one = callers.get(1).failure();
        RedisException other = callers.get(2).failure();
        assertThat(one.kind()).isEqualTo(ErrorKind.NOT_CONNECTED);
        assertThat(other.kind()).isEqualTo(ErrorKind.NOT_CONNECTED);
        assertThat(one).isNotSameAs(other);
        assertThat(first.reply).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void afterAnErrorOfTheJvmNothingIsSentAgainAndNobodyIsLeftWaiting() {
        Caller first = calls("first");
        gather("b", "c");
        node.fatal = true;
        node.trips.get(0).ends();

        assertThatThrownBy(() -> first.reply.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(AssertionError.class);
        assertThat(callers.get(1).failure().kind()).isEqualTo(ErrorKind.CONNECTION_LOST);
        assertThat(callers.get(2).failure().kind()).isEqualTo(ErrorKind.CONNECTION_LOST);
        assertThat(node.trips).hasSize(2);
        eventually(() -> merging.underWay() == 0);
    }

    @Test
    void afterTheEndEveryoneIsToldSo() {
        var unused = calls("first");
        merging.close();
        gather("b", "c");
        node.trips.get(0).ends();

        for (Caller each : callers.subList(1, 3)) {
            assertThatThrownBy(() -> each.reply.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void whereNoConnectionIsFreeTheOneThatLeadsWaitsForIt() throws Exception {
        Caller first = calls("first");
        node.free = false;
        gather("b", "c");
        node.opens();

        assertThat(first.text() + callers.get(1).text() + callers.get(2).text()).isEqualTo("GET firstGET bGET c");
        assertThat(node.trips.stream().skip(1)).allMatch(trip -> trip.begunBy.equals(trip.collectedBy));
    }

    @Test
    void everyoneLeavesAtItsOwnDeadlineWhateverTheOneThatLeadsDoes() throws Exception {
        Caller first = calls("first");
        Caller late = calls(get("late"), call(20_000));
        Caller soon = calls(get("soon"), call(500));
        node.trips.get(0).ends();

        RedisException failure = soon.failure();

        assertThat(lines(1)).containsExactly("GET late", "GET soon");
        assertThat(failure.kind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(failure).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(late.reply).isNotDone();
        eventually(() -> late.thread.equals(node.trips.get(1).collectedBy)); // the one with the latest deadline
        node.opens();
        assertThat(late.text() + first.text()).isEqualTo("GET lateGET first");
    }

    @Test
    void whoseTimeIsOverBeforeItWasSentIsToldSoAndItNeverIs() throws Exception {
        Caller first = calls("first");

        RedisException failure = calls(get("never"), call(50)).failure();

        assertThat(failure).isInstanceOf(RedisUnavailableException.class);
        node.opens();
        assertThat(first.text()).isEqualTo("GET first");
        assertThat(calls("next").text()).isEqualTo("GET next");
        assertThat(node.trips).noneMatch(trip -> trip.lines.contains("GET never"));
    }

    @Test
    void anInterruptLetsACallerLeaveThatOnlyWaits() throws Exception {
        Caller first = calls("first");
        gather("b", "c", "d");

        callers.get(2).thread.interrupt();

        RedisException unsent = callers.get(2).failure();
        assertThat(unsent.kind()).isEqualTo(ErrorKind.INTERRUPTED);
        assertThat(unsent).isInstanceOf(RedisUnavailableException.class);
        node.trips.get(0).ends();
        assertThat(lines(1)).containsExactly("GET b", "GET d");
        callers.get(1).thread.interrupt();
        RedisException unknown = callers.get(1).failure();
        assertThat(unknown.kind()).isEqualTo(ErrorKind.INTERRUPTED);
        assertThat(unknown).isInstanceOf(RedisOutcomeUnknownException.class);
        node.opens();
        assertThat(callers.get(3).text() + first.text()).isEqualTo("GET dGET first");
    }

    @Test
    void anInterruptOfTheOneThatLeadsHarmsNobodyAndIsKept() throws Exception {
        Caller first = calls("first");
        gather("b");
        FutureTask<Boolean> leading = new FutureTask<>(() -> {
            assertThat(merging.execute(get("c"), call(20_000)).text()).isEqualTo("GET c");
            return Thread.interrupted();
        });
        Thread leader = new Thread(leading, "caller");
        leader.start();
        eventually(() -> waits(leader));
        node.trips.get(0).ends();
        assertThat(lines(1)).containsExactly("GET b", "GET c");
        eventually(() -> leader.equals(node.trips.get(1).collectedBy));

        leader.interrupt();
        eventually(() -> !leader.isInterrupted()); // it has noticed

        node.opens();
        assertThat(leading.get(20, TimeUnit.SECONDS)).as("flag").isTrue();
        assertThat(callers.get(1).text() + first.text()).isEqualTo("GET bGET first");
    }

    @Test
    void aConnectionThatHangsHoldsUpThoseOnItOnly() throws Exception {
        MergingNode usual = new MergingNode(node, ONE, READ, watch);
        Caller hangs = new Caller(usual, get("hangs"), call(20_000));
        eventually(() -> node.trips.size() == 1);
        node.open = true; // for whatever comes after

        assertThat(usual.execute(get("next"), call(10_000)).text()).isEqualTo("GET next");

        assertThat(hangs.reply).isNotDone();
    }

    @Test
    void shortListsShareTripsAndKeepTheirOrder() throws Exception {
        Caller first = calls("first");
        List<FutureTask<List<Reply>>> lists = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Command> commands = List.of(get(i + "a"), get(i + "b"));
            lists.add(
                    new FutureTask<>(() -> merging.begin(commands, call(20_000)).replies()));
            new Thread(lists.get(i), "caller").start();
        }
        eventually(() -> merging.waiting() == 3);
        node.opens();

        for (int i = 0; i < 3; i++) {
            assertThat(lists.get(i).get(20, TimeUnit.SECONDS).stream().map(Reply::text))
                    .containsExactly("GET " + i + "a", "GET " + i + "b");
        }
        assertThat(first.text()).isEqualTo("GET first");
        assertThat(lines(1)).as("at most five commands, and lists stay whole").hasSize(6);
    }

    @Test
    void listsOfManyGoAlone() throws Exception {
        MergingNode roomy = roomy(1);
        var unused = new Caller(roomy, get("first"), call(20_000));
        eventually(() -> node.trips.size() == 1);
        List<Command> many = Collections.nCopies(33, get("x"));
        FutureTask<List<Reply>> list =
                new FutureTask<>(() -> roomy.begin(many, call(20_000)).replies());
        Thread thread = new Thread(list, "caller");
        thread.start();

        assertThat(lines(1)).hasSize(33);
        assertThat(node.trips.get(1).begunBy).isEqualTo(thread);
    }

    @Test
    void whereTheClientCallsBackItsThreadSendsTheNextTripAndHandsOutTheReplies() throws Exception {
        node.callsBack = true;
        Caller first = calls("first");
        gather("b", "c");
        node.trips.get(0).ends();
        assertThat(lines(1)).containsExactly("GET b", "GET c");
        gather("d", "e");
        eventually(() -> node.trips.get(1).awaited);

        node.trips.get(1).ends();

        assertThat(node.trips).hasSize(3);
        assertThat(node.trips.get(1).collectedBy).isEqualTo(Thread.currentThread());
        assertThat(node.trips.get(2).begunBy).isEqualTo(Thread.currentThread());
        assertThat(node.trips.get(2).lines).containsExactly("GET d", "GET e");
        assertThat(callers.get(1).text() + callers.get(2).text()).isEqualTo("GET bGET c");
        node.opens();
        assertThat(callers.get(3).text() + callers.get(4).text()).isEqualTo("GET dGET e");
        assertThat(first.text()).isEqualTo("GET first");
        assertThat(merging.underWay()).isZero();
    }

    @Test
    void whatTheClientDoesNotCallBackForEndsAtTheReadTimeout() throws Exception {
        node.callsBack = true;
        MergingNode impatient =
                new MergingNode(node, ONE, Duration.ofMillis(100), watch, TimeUnit.MILLISECONDS.toNanos(10));
        Caller hangs = new Caller(impatient, get("hangs"), call(20_000));
        eventually(() -> node.trips.size() == 1);
        Caller next = new Caller(impatient, get("next"), call(400));

        assertThat(next.failure().kind()).isEqualTo(ErrorKind.TIMEOUT);

        assertThat(node.trips.get(1).collectedBy).as("who leads").isEqualTo(next.thread);
        node.opens();
        assertThat(hangs.text()).isEqualTo("GET hangs");
        eventually(() -> impatient.underWay() == 0);
    }

    @Test
    void anInterruptOfTheOneThatLeadsSpoilsNothingWhereTheClientCallsBack() throws Exception {
        node.callsBack = true;
        Caller first = calls("first");
        gather("b");
        FutureTask<Boolean> leading = new FutureTask<>(() -> {
            assertThat(merging.execute(get("c"), call(20_000)).text()).isEqualTo("GET c");
            return Thread.interrupted();
        });
        Thread leader = new Thread(leading, "caller");
        leader.start();
        eventually(() -> waits(leader));
        node.trips.get(0).ends();
        assertThat(lines(1)).containsExactly("GET b", "GET c");

        leader.interrupt();
        eventually(() -> !leader.isInterrupted() && waits(leader));
        node.opens();

        assertThat(leading.get(20, TimeUnit.SECONDS)).as("flag").isTrue();
        assertThat(callers.get(1).text() + first.text()).isEqualTo("GET bGET first");
    }

    @Test
    void repliesThatAreThereAtOnceDoNotMakeTripsNest() throws Exception {
        node.callsBack = true;
        var first = calls("first");
        for (int i = 0; i < 12; i++) {
            gather("k" + i);
        }

        node.opens();

        for (int i = 0; i < 12; i++) {
            Caller caller = callers.get(1 + i);
            assertThat(caller.text()).isEqualTo("GET k" + i);
        }
        assertThat(first.text()).isEqualTo("GET first");
        assertThat(node.trips.stream().skip(1))
                .allSatisfy(trip -> assertThat(trip.collectedBy)
                        .as("the one that leads, after all were sent")
                        .isIn(callers.stream().map(each -> each.thread).toList()));
        eventually(() -> merging.underWay() == 0);
    }
}
