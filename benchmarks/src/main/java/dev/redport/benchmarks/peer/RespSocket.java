package dev.redport.benchmarks.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.benchmarks.bench.Site;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One connection and as much of RESP as reading and writing values takes. For one thread. */
final class RespSocket implements Closeable {
    private static final int MILLIS = 10_000;
    private static final byte[] END = {'\r', '\n'};

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    private final byte[] buffer = new byte[16 * 1024];
    private int position;
    private int limit;

    private RespSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
    }

    static RespSocket connect(Site site) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(MILLIS);
        socket.connect(new InetSocketAddress(site.host(), site.port()), MILLIS);
        RespSocket opened = new RespSocket(socket);
        if (!site.password().isEmpty()) {
            opened.begin(3)
                    .add("AUTH".getBytes(US_ASCII))
                    .add((site.user().isEmpty() ? "default" : site.user()).getBytes(UTF_8))
                    .add(site.password().getBytes(UTF_8))
                    .flush();
            opened.simple();
        }
        if (site.database() != 0) {
            opened.begin(2)
                    .add("SELECT".getBytes(US_ASCII))
                    .add(Integer.toString(site.database()).getBytes(US_ASCII))
                    .flush();
            opened.simple();
        }
        return opened;
    }

    RespSocket begin(int words) {
        length('*', words);
        return this;
    }

    RespSocket add(byte[] word) {
        length('$', word.length);
        out.writeBytes(word);
        out.writeBytes(END);
        return this;
    }

    private void length(char type, int length) {
        out.write(type);
        int divisor = 1;
        while (length / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            out.write('0' + length / divisor % 10);
        }
        out.writeBytes(END);
    }

    void flush() throws IOException {
        out.writeTo(socket.getOutputStream());
        out.reset();
    }

    /** A reply such as OK. */
    void simple() throws IOException {
        expect('+');
        while (read() != '\n') {
            // the rest of the line
        }
    }

    byte @Nullable [] bulk() throws IOException {
        long length = header('$');
        if (length < 0) {
            return null;
        }
        byte[] value = new byte[(int) length];
        int done = Math.min(value.length, limit - position);
        System.arraycopy(buffer, position, value, 0, done);
        position += done;
        while (done < value.length) {
            int more = in.read(value, done, value.length - done);
            if (more < 0) {
                throw new EOFException();
            }
            done += more;
        }
        read();
        read();
        return value;
    }

    long header(char type) throws IOException {
        expect(type);
        int next = read();
        boolean negative = next == '-';
        if (negative) {
            next = read();
        }
        long number = 0;
        for (; next != '\r'; next = read()) {
            number = 10 * number + next - '0';
        }
        read();
        return negative ? -number : number;
    }

    private void expect(char type) throws IOException {
        int found = read();
        if (found != type) {
            throw new IOException("reply: " + (char) found + " (expected: " + type + ")");
        }
    }

    private int read() throws IOException {
        if (position == limit) {
            limit = in.read(buffer);
            position = 0;
            if (limit <= 0) {
                throw new EOFException();
            }
        }
        return buffer[position++];
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
