package dev.redport.testkit.contract;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.TreeSet;

/** A port that reads the first words of one TLS client and hangs up: RFC 8446, section 4.1.2. */
final class ClientHello implements AutoCloseable {
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int PATIENCE_MILLIS = 5_000;

    private final ServerSocket port;

    ClientHello() {
        try {
            port = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            port.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port.getLocalPort();
    }

    /** The versions the next client offers: 0x0304 is TLS 1.3, 0x0303 is 1.2. */
    Set<Integer> versions() {
        try (Socket client = port.accept()) {
            client.setSoTimeout(PATIENCE_MILLIS);
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.skipNBytes(3); // record type and version
            return versions(ByteBuffer.wrap(in.readNBytes(in.readUnsignedShort())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Integer> versions(ByteBuffer hello) {
        skip(hello, 4); // message type and length
        int legacy = hello.getShort();
        skip(hello, 32); // random
        skip(hello, hello.get() & 0xFF); // session
        skip(hello, hello.getShort() & 0xFFFF); // cipher suites
        skip(hello, hello.get() & 0xFF); // compression
        hello.getShort(); // length of the extensions
        Set<Integer> versions = new TreeSet<>();
        while (hello.hasRemaining()) {
            int type = hello.getShort();
            int end = (hello.getShort() & 0xFFFF) + hello.position();
            if (type == SUPPORTED_VERSIONS) {
                hello.get(); // length of the list
                while (hello.position() < end) {
                    versions.add((int) hello.getShort());
                }
            }
            hello.position(end);
        }
        return versions.isEmpty() ? Set.of(legacy) : versions;
    }

    private static void skip(ByteBuffer hello, int bytes) {
        hello.position(hello.position() + bytes);
    }

    @Override
    public void close() {
        try {
            port.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
