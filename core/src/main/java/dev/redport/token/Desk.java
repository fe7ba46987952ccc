package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.driver.Call;
import dev.redport.driver.CodecException;
import dev.redport.driver.Command;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.OncePerMinute;
import dev.redport.driver.Operation;
import dev.redport.driver.PortContext;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisListener.TokenOutcome;
import dev.redport.driver.RedisOutcomeUnknownException;
import dev.redport.driver.Replay;
import dev.redport.driver.Reply;
import dev.redport.driver.Script;
import dev.redport.driver.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the parts of a token store share: asking Redis in one trip, and telling what happened. */
final class Desk {
    private static final Logger log = LoggerFactory.getLogger(TokenListener.class);
    private static final int GARBAGE_BATCH = 100;

    /** Longer than a call that is repeated may last, and than a request may be on its way. */
    private static final Duration BEYOND = Duration.ofSeconds(5);

    final PortContext context;
    final TokenSpec spec;
    final Names names;
    final Tokens tokens;
    final Sealer sealer;
    final Outside outside;
    private final String keepAnswer;
    private final OncePerMinute unreadable = new OncePerMinute();
    private final OncePerMinute failing = new OncePerMinute();

    Desk(PortContext context, TokenSpec spec) {
        this.context = context;
        this.spec = spec;
        names = new Names(context.config().namespace(), spec.name(), spec.keys());
        tokens = new Tokens(spec.name(), spec.keys());
        sealer = new Sealer(spec.keys());
        outside = new Outside(names, spec.staleness().toNanos(), System::nanoTime);
        keepAnswer = Long.toString(
                context.config().timeouts().operation().plus(BEYOND).toMillis());
    }

    /** A script and the arguments that its head and the script itself expect. */
    record Want(Script script, Replay replay, List<byte[]> keys, Duration keepMarks, byte[]... args) {}

    /** What a script answered, and the highest cut-off from outside that holds for it. */
    record Told(Reply reply, long outside) {
        Answer answer() {
            return Answer.of(reply);
        }
    }

    /** Runs a script for a subject, and reads the cut-offs from outside in the same trip. */
    Told ask(Operation operation, String tag, @Nullable ClientId client, Want want) {
        Call call = context.call(operation);
        List<byte[]> cuts = outside.keys(tag, client);
        Command script = command(tag, want, outside.known(cuts));
        Told told;
        if (want.keepMarks.isZero() && outside.fresh(cuts)) { // what gets a stamp must get one above all cut-offs
            told = new Told(context.driver().execute(script, call), outside.known(cuts));
        } else {
            long askedAt = outside.now();
            List<Reply> replies = context.driver().executeAll(List.of(Outside.read(cuts), script), call);
            Reply reply = replies.get(1).orThrow();
            told = new Told(reply, outside.learn(cuts, replies.get(0), askedAt));
        }
        if (want.replay == Replay.GUARDED) {
            replicate(tag);
        }
        return told;
    }

    /** Waits for replicas: behind a write of its own, because the one that matters may have gone over another connection. */
    private void replicate(String tag) {
        if (spec.replicas() == 0) {
            return;
        }
        byte[] key = names.of(tag, "x:wait");
        List<Command> commands = List.of(
                Command.of(Verb.SET, key, bytes(Mint.unique()), bytes("PX"), bytes(keepAnswer)),
                Command.of(Verb.WAIT, bytes(spec.replicas()), bytes(millis(spec.replicaWait())))
                        .near(key));
        List<Reply> replies = context.driver().executeAll(commands, context.call(Operation.TOKEN_REPLICATE));
        replies.get(0).orThrow();
        long acknowledged = replies.get(1).orThrow().integer();
        if (acknowledged < spec.replicas()) {
            count(TokenOutcome.UNREPLICATED, 1);
            throw new RedisOutcomeUnknownException(
                    ErrorKind.TIMEOUT,
                    acknowledged + " replicas have a change that was made (expected: " + spec.replicas() + " within "
                            + spec.replicaWait() + "; see TokenSpec.replicas)");
        }
    }

    private Command command(String tag, Want want, long cut) {
        List<byte[]> keys = new ArrayList<>(want.keys.size() + 2);
        keys.add(names.of(tag, "x:" + Mint.unique()));
        keys.add(names.of(tag, "w"));
        keys.addAll(want.keys);
        byte[][] args = new byte[want.args.length + 3][];
        args[0] = bytes(want.replay == Replay.GUARDED ? keepAnswer : "0");
        args[1] = bytes(Long.toString(cut));
        args[2] = bytes(millis(want.keepMarks.plus(bothSkews()).plusSeconds(1)));
        System.arraycopy(want.args, 0, args, 3, want.args.length);
        return want.script.call(keys, args).withReplay(want.replay);
    }

    /** Runs a script that has no marks in front of it; its first key is for its answer. */
    Reply run(Operation operation, Script script, String tag, List<byte[]> keys, byte[]... args) {
        byte[][] all = new byte[args.length + 1][];
        all[0] = bytes(keepAnswer);
        System.arraycopy(args, 0, all, 1, args.length);
        List<byte[]> allKeys = new ArrayList<>(List.of(names.of(tag, "x:" + Mint.unique())));
        allKeys.addAll(keys);
        Reply reply = context.driver().execute(script.call(allKeys, all), context.call(operation));
        replicate(tag);
        return reply;
    }

    /** For clocks that are ahead where something begins and behind where it is checked. {@code iat} may be a second behind. */
    Duration bothSkews() {
        return spec.clockSkew().multipliedBy(2);
    }

    /** Removes payloads that nothing points to; if that fails, they expire by themselves. */
    void discard(String tag, List<String> members) {
        List<Command> commands = new ArrayList<>();
        for (int from = 0; from < members.size(); from += GARBAGE_BATCH) {
            commands.add(Command.of(
                    Verb.UNLINK,
                    members.subList(from, Math.min(members.size(), from + GARBAGE_BATCH)).stream()
                            .map(member -> names.of(tag, "s:" + Member.random(member)))
                            .toArray(byte[][]::new)));
        }
        if (!commands.isEmpty()) {
            try {
                var unused = context.driver().executeAll(commands, context.call(Operation.TOKEN_SESSION_END));
            } catch (RedisException e) {
                log.atDebug()
                        .addKeyValue("store", spec.name())
                        .addKeyValue("error", e.kind().tag())
                        .log("Payloads of ended sessions are left to expire");
            }
        }
    }

    /** Whom a record is for; null if that cannot be read, because its key has left the ring or it was tampered with. */
    @Nullable
    Profile profile(byte[] sealed, String... place) {
        try {
            return Profile.decode(sealer.open(sealed, place));
        } catch (CodecException e) {
            (unreadable.isDue() ? log.atWarn() : log.atDebug())
                    .addKeyValue("store", spec.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("A record of the token store cannot be read, and counts as absent");
            return null;
        }
    }

    /** Counts what changes nothing. */
    void count(TokenOutcome outcome, int count) {
        context.listener().onToken(spec.name(), outcome, count);
    }

    /** Counts and tells what happened. */
    void tell(TokenOutcome outcome, String tag, String id, String detail) {
        tell(outcome, 1, tag, id, detail);
    }

    /** Counts what happened many times, and tells it once. */
    void tell(TokenOutcome outcome, int count, String tag, String id, String detail) {
        count(outcome, count);
        try {
            spec.listener().onEvent(new TokenEvent(spec.name(), outcome, tag, id, detail));
        } catch (RuntimeException e) {
            (failing.isDue() ? log.atWarn() : log.atDebug())
                    .addKeyValue("store", spec.name())
                    .addKeyValue("exception", e.getClass().getName())
                    .log("A TokenListener failed and was ignored");
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    /** Rounded up, because 0 would be for ever or not at all. */
    static String millis(Duration time) {
        return Long.toString(time.plusNanos(999_999).toMillis());
    }
}
