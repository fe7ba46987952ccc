package dev.redport.benchmarks.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The server, and what is stored there.
 *
 * @param nodes {@code host:port}; one, or those of a cluster
 * @param cluster whether they are a cluster
 * @param tls whether connections are encrypted
 * @param pem certificates and key, if it is
 * @param user to log in as; may be empty
 * @param password to log in with; may be empty
 * @param database 0 but for a standalone server
 * @param prefix every key begins with it; letters and digits
 * @param valueSize bytes of a value, at least 16
 */
public record Site(
        List<String> nodes,
        boolean cluster,
        boolean tls,
        Pem pem,
        String user,
        String password,
        int database,
        String prefix,
        int valueSize) {
    /** Values that are read and written. */
    public static final int KEYS = 1_000;

    /** Keys of the limiter that has many. */
    public static final int LIMITER_KEYS = 10_000;

    /** The most threads there are. */
    public static final int CALLERS = 256;

    /** Copies the nodes. */
    public Site {
        nodes = List.copyOf(nodes);
    }

    /**
     * What is stored under a key.
     *
     * @param index of the key
     * @return {@link #valueSize} bytes, others for each key: letters, so that it also is a text
     */
    public byte[] value(int index) {
        byte[] value = new byte[valueSize];
        Arrays.fill(value, (byte) ('a' + index % 26));
        return value;
    }

    /**
     * All values there are, made once: that of a key is at its index modulo 26.
     *
     * @return 26 values
     */
    public byte[][] values() {
        byte[][] values = new byte[26][];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(i);
        }
        return values;
    }

    /**
     * Makes sure that what was read is what was stored.
     *
     * @param index of the key
     * @param read what was found under it
     * @throws IllegalStateException if it is not
     */
    public void check(int index, byte[] read) {
        if (read.length != valueSize || read[valueSize - 1] != (byte) ('a' + index % 26)) {
            throw new IllegalStateException("value " + index + ": " + read.length + " bytes (expected: " + valueSize
                    + " bytes of '" + (char) ('a' + index % 26) + "')");
        }
    }

    /**
     * The only node, or the first one.
     *
     * @return the host
     */
    public String host() {
        String node = nodes.get(0);
        return node.substring(0, node.lastIndexOf(':'));
    }

    /**
     * The only node, or the first one.
     *
     * @return the port
     */
    public int port() {
        String node = nodes.get(0);
        return Integer.parseInt(node.substring(node.lastIndexOf(':') + 1));
    }

    /** Shows no password. */
    @Override
    public String toString() {
        return (tls ? "rediss://" : "redis://") + String.join(",", nodes) + (cluster ? " (cluster)" : "");
    }

    Map<String, String> toMap() {
        return Map.of(
                "nodes", String.join(",", nodes),
                "cluster", String.valueOf(cluster),
                "tls", String.valueOf(tls),
                "pem", pem.text(),
                "user", user,
                "password", password,
                "database", String.valueOf(database),
                "prefix", prefix,
                "valueSize", String.valueOf(valueSize));
    }

    static Site of(Message message) {
        return new Site(
                List.of(message.text("nodes").split(",")),
                Boolean.parseBoolean(message.text("cluster")),
                Boolean.parseBoolean(message.text("tls")),
                Pem.of(message.text("pem")),
                message.text("user"),
                message.text("password"),
                (int) message.number("database"),
                message.text("prefix"),
                (int) message.number("valueSize"));
    }
}
