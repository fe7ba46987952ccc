package dev.redport.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script that the server runs atomically. It is sent by its SHA-1; a server that does not know it gets the whole
 * source once ({@code NOSCRIPT} heals itself). Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Script {
    private final String name;
    private final Replay replay;
    private final byte[] source;
    private final byte[] sha;

    private Script(String name, Replay replay, byte[] source) {
        this.name = requireNonNull(name, "name");
        this.replay = requireNonNull(replay, "replay");
        this.source = source;
        this.sha = HexFormat.of().formatHex(sha1(source)).getBytes(US_ASCII);
    }

    /**
     * A script from its source text.
     *
     * @param name for messages
     * @param replay whether the script may run twice
     * @param source the Lua text, constant: data goes into keys and arguments only
     * @return the script
     */
    public static Script of(String name, Replay replay, String source) {
        return new Script(name, replay, source.getBytes(UTF_8));
    }

    /**
     * A script from the file of that name beside a class.
     *
     * @param owner the class
     * @param file the file name, for example {@code lease.lua}
     * @param replay whether the script may run twice
     * @param heads files that are put in front of it, for what scripts have in common
     * @return the script
     * @throws IllegalArgumentException if there is no such file
     */
    public static Script beside(Class<?> owner, String file, Replay replay, String... heads) {
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        for (String head : heads) {
            source.writeBytes(read(owner, head));
        }
        source.writeBytes(read(owner, file));
        return new Script(file, replay, source.toByteArray());
    }

    private static byte[] read(Class<?> owner, String file) {
        try (InputStream in = owner.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException(
                        "file: " + file + " (expected: a file beside " + owner.getName() + ")");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A command that runs the script.
     *
     * @param keys every key the script touches, all in one slot; at least one
     * @param args the arguments
     * @return the command
     * @throws IllegalArgumentException if there is no key
     */
    public Command call(List<byte[]> keys, byte[]... args) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("keys: none (expected: every key that " + name + " touches)");
        }
        byte[][] all = new byte[2 + keys.size() + args.length][];
        all[0] = sha;
        all[1] = Integer.toString(keys.size()).getBytes(US_ASCII);
        for (int i = 0; i < keys.size(); i++) {
            all[2 + i] = keys.get(i);
        }
        System.arraycopy(args, 0, all, 2 + keys.size(), args.length);
        return new Command(Verb.EVALSHA, replay, this, all);
    }

    /** The same call with the whole source instead of the SHA-1. */
    Command whole(Command call) {
        byte[][] args = call.args().clone();
        args[0] = source;
        return new Command(Verb.EVAL, call.replay(), null, args);
    }

    @Override
    public String toString() {
        return name;
    }

    /**
     * The SHA-1 digest that Redis uses to name scripts ({@code redis.sha1hex} in Lua).
     *
     * @param bytes what to digest
     * @return 20 bytes
     */
    public static byte[] sha1(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JVM has no SHA-1, which every Java platform must have", e);
        }
    }
}
