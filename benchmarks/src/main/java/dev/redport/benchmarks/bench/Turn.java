package dev.redport.benchmarks.bench;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * What a contestant did in one turn.
 *
 * @param calls made
 * @param nanos from the start to the end of the last call
 * @param allocated bytes by all threads of the JVM; -1 if not measured
 * @param cpuNanos processor time of the JVM
 * @param latency of each call, in nanoseconds
 */
record Turn(long calls, long nanos, long allocated, long cpuNanos, Histogram latency) {
    /** Two digits are enough; a minute is the longest call. */
    static Histogram histogram() {
        return new Histogram(60_000_000_000L, 2);
    }

    double perSecond() {
        return 1e9 * calls / nanos;
    }

    Message message() {
        ByteBuffer bytes = ByteBuffer.allocate(latency.getNeededByteBufferCapacity());
        int length = latency.encodeIntoCompressedByteBuffer(bytes);
        byte[] encoded = new byte[length];
        bytes.flip().get(encoded);
        return Message.of("measured")
                .with("calls", calls)
                .with("nanos", nanos)
                .with("allocated", allocated)
                .with("cpuNanos", cpuNanos)
                .with("latency", Base64.getEncoder().encodeToString(encoded));
    }

    static Turn of(Message message) {
        try {
            return new Turn(
                    message.number("calls"),
                    message.number("nanos"),
                    message.number("allocated"),
                    message.number("cpuNanos"),
                    Histogram.decodeFromCompressedByteBuffer(
                            ByteBuffer.wrap(Base64.getDecoder().decode(message.text("latency"))), 0));
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("latency: not a histogram", e);
        }
    }
}
