package dev.redport.driver;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One Redis command: a name, its arguments as bytes, the position of its routing key, and whether it may be repeated.
 *
 * <p>The arrays are not copied: whoever hands them over must not change them afterwards. {@link #toString} shows the
 * name and the number of arguments, never their content. Immutable under that rule, and thread-safe.
 *
 * @since 0.1.0
 */
public final class Command {
    private final Verb verb;
    private final Replay replay;
    private final byte[][] args;
    private final @Nullable Script script;
    private final boolean fromReplica;
    private final byte @Nullable [] near;

    Command(Verb verb, Replay replay, @Nullable Script script, byte[]... args) {
        this(verb, replay, script, false, null, args);
    }

    private Command(
            Verb verb,
            Replay replay,
            @Nullable Script script,
            boolean fromReplica,
            byte @Nullable [] near,
            byte[]... args) {
        this.verb = requireNonNull(verb, "verb");
        this.replay = requireNonNull(replay, "replay");
        this.script = script;
        this.fromReplica = fromReplica;
        this.near = near;
        this.args = requireNonNull(args, "args");
        if (verb.keyPosition() >= args.length) {
            throw new IllegalArgumentException(
                    verb + ": " + args.length + " arguments (expected: a key at position " + verb.keyPosition() + ")");
        }
    }

    /**
     * Makes a command.
     *
     * @param verb the command name
     * @param args the arguments; not copied
     * @return the command
     * @throws IllegalArgumentException if the argument that should be the key is missing
     */
    public static Command of(Verb verb, byte[]... args) {
        return new Command(verb, verb.replay(), null, args);
    }

    /**
     * The same command in another replay class.
     *
     * @param other the class
     * @return a copy that shares the arguments
     */
    public Command withReplay(Replay other) {
        return new Command(verb, other, script, fromReplica, near, args);
    }

    /**
     * The same command for a replica, if there is one that works: what it reads may be a little old.
     *
     * @return a copy that shares the arguments
     * @throws IllegalArgumentException unless the command reads only
     */
    public Command onReplica() {
        if (replay != Replay.READ) {
            throw new IllegalArgumentException(
                    "replay: " + replay + " (expected: READ, because replicas take no writes)");
        }
        return new Command(verb, replay, script, true, near, args);
    }

    /**
     * The same command for the server that has a key, though it names none: such as WAIT behind a write.
     *
     * @param key the key; not copied
     * @return a copy that shares the arguments
     * @throws IllegalArgumentException if the command has a key of its own
     */
    public Command near(byte[] key) {
        if (hasKey()) {
            throw new IllegalArgumentException("near: " + verb + " (expected: a command without a key of its own)");
        }
        return new Command(verb, replay, script, fromReplica, requireNonNull(key, "key"), args);
    }

    /**
     * The command name.
     *
     * @return the verb
     */
    public Verb verb() {
        return verb;
    }

    /**
     * Whether the command may be repeated.
     *
     * @return the replay class
     */
    public Replay replay() {
        return replay;
    }

    /**
     * Tells whether there is a routing key.
     *
     * @return false for a command without a key, which any node may answer
     */
    public boolean hasKey() {
        return verb.keyPosition() >= 0;
    }

    /**
     * The index of the routing key among the arguments.
     *
     * @return the index, or -1 where there is no key
     */
    public int keyPosition() {
        return verb.keyPosition();
    }

    /**
     * The number of arguments.
     *
     * @return the number
     */
    public int size() {
        return args.length;
    }

    /**
     * An argument; not a copy, so it must not be changed.
     *
     * @param index from 0
     * @return the bytes
     */
    public byte[] arg(int index) {
        return args[index];
    }

    /** The key whose server gets it, or null where any one may. */
    byte @Nullable [] routingKey() {
        return hasKey() ? args[verb.keyPosition()] : near;
    }

    /** Whether a replica may answer. */
    boolean fromReplica() {
        return fromReplica;
    }

    /** The script behind an EVALSHA, so that it can be sent whole when the server does not know it. */
    @Nullable
    Script script() {
        return script;
    }

    byte[][] args() {
        return args;
    }

    @Override
    public String toString() {
        return verb + "[" + args.length + "]";
    }
}
