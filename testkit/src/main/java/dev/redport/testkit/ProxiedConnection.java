package dev.redport.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One client's connection through a {@link FaultProxy}: one thread forwards requests, one reads replies, and one hands them out
 * when they are due. Requests and replies are counted off against each other, the n-th reply belonging to the n-th request, for
 * as long as both sides speak RESP.
 */
final class ProxiedConnection {
    private static final int BUFFER = 16 * 1024;
    private static final long PAUSE_BETWEEN_SLICES = 50_000;
    private static final long PIECES_PER_SECOND = 50;
    private static final long SECOND = 1_000_000_000;
    /** After these the server's bytes are no replies any more. */
    private static final Set<String> UNFRAMED = Set.of("PSYNC", "SYNC", "MONITOR");

    private final Socket client;
    private final Socket server = new Socket();
    private final Faults faults;
    private final AtomicLong toServer;
    private final AtomicLong toClient;
    private final Consumer<ProxiedConnection> closed;
    private final Thread requests;
    private final Thread replies;
    private final Thread arrivals;
    private final DelayLine onTheWay;
    /** One entry for each request without a reply yet: what is to become of that reply. */
    private final Queue<Faults.Reply> awaited = new ConcurrentLinkedQueue<>();

    private boolean cutDue;
    private volatile boolean opaque;
    private volatile boolean closing;

    ProxiedConnection(
            String name,
            Socket client,
            InetSocketAddress target,
            Faults faults,
            AtomicLong toServer,
            AtomicLong toClient,
            Consumer<ProxiedConnection> closed) {
        this.client = client;
        this.faults = faults;
        this.toServer = toServer;
        this.toClient = toClient;
        this.closed = closed;
        onTheWay = new DelayLine(faults);
        requests = thread(name + "-requests", () -> forwardRequests(target), this::finish);
        replies = thread(name + "-replies", this::readReplies, onTheWay::end);
        arrivals = thread(name + "-arrivals", this::handOut, this::finish);
    }

    void start() {
        requests.start();
    }

    /** Resets both sides, so that neither can mistake it for a goodbye. */
    void cut() {
        closing = true;
        reset(client);
        reset(server);
        finish();
    }

    /** Closes both sides as if the other had ended the conversation. */
    void hangUp() {
        finish();
    }

    private interface Transfer {
        void run() throws IOException, InterruptedException;
    }

    private Thread thread(String name, Transfer transfer, Runnable atTheEnd) {
        Thread thread = new Thread(() -> pump(transfer, atTheEnd), name);
        thread.setDaemon(true);
        return thread;
    }

    private void pump(Transfer transfer, Runnable atTheEnd) {
        try {
            transfer.run();
        } catch (IOException e) {
            // one side is gone; so is the other, in a moment
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!closing) {
                atTheEnd.run();
            }
        }
    }

    /** Closes both sides in the ordinary way, after what was forwarded already. */
    private void finish() {
        closing = true;
        closeQuietly(client);
        closeQuietly(server);
        requests.interrupt();
        replies.interrupt();
        arrivals.interrupt();
        closed.accept(this);
    }

    private void forwardRequests(InetSocketAddress target) throws IOException, InterruptedException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        server.connect(target, 5_000);
        replies.start();
        arrivals.start();
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        RespFrames frames = new RespFrames();
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            faults.awaitRequestsReleased();
            noteRequests(frames, buffer, n);
            paced(buffer, n, Integer.MAX_VALUE, out, toServer);
        }
    }

    private void noteRequests(RespFrames frames, byte[] buffer, int length) {
        try {
            for (int at = 0; at < length && !opaque; ) {
                at = frames.take(buffer, at, length);
                if (frames.betweenValues()) {
                    awaited.add(faults.claim(frames.word()));
                    opaque = UNFRAMED.contains(frames.word());
                }
            }
        } catch (IllegalArgumentException e) {
            opaque = true;
        }
    }

    private void readReplies() throws IOException, InterruptedException {
        InputStream in = server.getInputStream();
        RespFrames frames = new RespFrames();
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            onTheWay.put(buffer, lengthBeforeCut(frames, buffer, n));
            if (cutDue) {
                return;
            }
        }
    }

    private void handOut() throws IOException, InterruptedException {
        OutputStream out = client.getOutputStream();
        for (var piece = onTheWay.take(); piece.isPresent(); piece = onTheWay.take()) {
            faults.awaitRepliesReleased();
            paced(piece.get(), piece.get().length, faults.slice(), out, toClient);
        }
    }

    /** How many of the bytes come before a cut; as many as there are if none is due. */
    private int lengthBeforeCut(RespFrames frames, byte[] buffer, int length) {
        try {
            for (int at = 0; at < length && !opaque; ) {
                boolean reply = buffer[at] != '>';
                Faults.Reply fate = frames.betweenValues() && reply ? awaited.peek() : Faults.Reply.FORWARDED;
                cutDue = fate == Faults.Reply.WITHHELD || fate == Faults.Reply.BROKEN_OFF;
                int start = at;
                at = frames.take(buffer, at, length);
                if (cutDue) {
                    return fate == Faults.Reply.WITHHELD ? start : start + Math.max(1, (at - start) / 2);
                }
                if (frames.betweenValues() && frames.type() != '>') {
                    awaited.poll();
                }
            }
        } catch (IllegalArgumentException e) {
            opaque = true;
        }
        return length;
    }

    /** Writes in pieces as small as the fault in force asks for, and as slowly. */
    private void paced(byte[] buffer, int length, int slice, OutputStream out, AtomicLong count)
            throws IOException, InterruptedException {
        int size;
        for (int at = 0; at < length; at += size) {
            long rate = faults.bytesPerSecond();
            size = (int) Math.min(Math.min(slice, length - at), Math.max(1, rate / PIECES_PER_SECOND));
            if (rate != Long.MAX_VALUE) {
                faults.delay(size * SECOND / rate).await();
            }
            if (at > 0) {
                LockSupport.parkNanos(PAUSE_BETWEEN_SLICES);
            }
            count.addAndGet(size); // first, so that whoever has read the bytes sees them counted
            out.write(buffer, at, size);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // closed already
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // nothing can be done, and nothing depends on it
        }
    }
}
