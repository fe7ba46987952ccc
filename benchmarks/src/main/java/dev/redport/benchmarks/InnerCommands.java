package dev.redport.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.testkit.EmbeddedRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.function.IntConsumer;

/** Commands that scripts ran, which the server's own counters do not tell from others; as MONITOR shows them. */
final class InnerCommands {
    private static final int CALLS = 20;
    private static final int SILENCE_MILLIS = 30_000;
    private static final String END = "the end of what is counted";

    private InnerCommands() {}

    /** How many there are per call. */
    static double of(EmbeddedRedis redis, Batch batch) {
        IntConsumer call = batch.prepare(CALLS);
        try (Socket socket = new Socket(redis.host(), redis.port());
                BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.setSoTimeout(SILENCE_MILLIS);
            socket.getOutputStream().write("MONITOR\r\n".getBytes(US_ASCII));
            if (!"+OK".equals(lines.readLine())) {
                throw new IllegalStateException("MONITOR: refused (expected: +OK)");
            }
            for (int number = 0; number < CALLS; number++) {
                call.accept(number);
            }
            redis.execute("ECHO", END);
            int inner = 0;
            String line = lines.readLine();
            while (line != null && !line.contains(END)) {
                inner += line.contains(" lua] \"") ? 1 : 0;
                line = lines.readLine();
            }
            return inner / (double) CALLS;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
