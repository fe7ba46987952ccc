package dev.redport.testkit;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Bytes on their way, as on a long wire: each piece comes out after its own delay and in order, and many are on the way at the
 * same time. One thread puts, another one takes.
 */
final class DelayLine {
    /** So many bytes are on the way at most; whoever puts more waits. */
    private static final int ROOM = 1024 * 1024;

    private record Piece(byte[] bytes, Faults.Delay delay) {}

    private final Faults faults;
    private final Semaphore room = new Semaphore(ROOM);
    /** Empty at the end. */
    private final BlockingQueue<Optional<Piece>> pieces = new LinkedBlockingQueue<>();

    DelayLine(Faults faults) {
        this.faults = faults;
    }

    void put(byte[] buffer, int length) throws InterruptedException {
        Piece piece = new Piece(Arrays.copyOf(buffer, length), faults.nextDelay());
        room.acquire(length);
        pieces.add(Optional.of(piece));
    }

    /** After this nothing is put; what is on the way comes out first. */
    void end() {
        pieces.add(Optional.empty());
    }

    /** Waits for the next piece and its time; empty at the end. */
    Optional<byte[]> take() throws InterruptedException {
        Optional<Piece> next = pieces.take();
        if (next.isPresent()) {
            next.get().delay.await();
            room.release(next.get().bytes.length);
        }
        return next.map(Piece::bytes);
    }
}
