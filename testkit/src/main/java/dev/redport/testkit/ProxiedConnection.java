package dev.redport.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One client's connection through a {@link FaultProxy}: a thread for each direction. Requests and replies are counted off
 * against each other, the n-th reply belonging to the n-th request, for as long as both sides speak RESP.
 */
final class ProxiedConnection {
    private static final int BUFFER = 16 * 1024;
    private static final long PAUSE_BETWEEN_SLICES = 50_000;

    private final Socket client;
    private final Socket server = new Socket();
    private final Faults faults;
    private final AtomicLong toServer;
    private final AtomicLong toClient;
    private final Consumer<ProxiedConnection> closed;
    private final Thread requests;
    private final Thread replies;
    /** One entry for each request without a reply yet: whether that reply is to be cut. */
    private final Queue<Boolean> awaited = new ConcurrentLinkedQueue<>();

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
        this.replies = new Thread(() -> pump(this::forwardReplies), name + "-replies");
        this.requests = new Thread(() -> pump(() -> forwardRequests(target)), name + "-requests");
        replies.setDaemon(true);
        requests.setDaemon(true);
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

    private interface Transfer {
        void run() throws IOException, InterruptedException;
    }

    private void pump(Transfer transfer) {
        try {
            transfer.run();
        } catch (IOException e) {
            // one side is gone; so is the other, in a moment
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!closing) {
                finish();
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
        closed.accept(this);
    }

    private void forwardRequests(InetSocketAddress target) throws IOException, InterruptedException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        server.connect(target, 5_000);
        replies.start();
        InputStream in = client.getInputStream();
        OutputStream out = server.getOutputStream();
        RespFrames frames = new RespFrames();
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            faults.awaitRelease();
            noteRequests(frames, buffer, n);
            out.write(buffer, 0, n);
            toServer.addAndGet(n);
        }
    }

    private void noteRequests(RespFrames frames, byte[] buffer, int length) {
        try {
            for (int at = 0; at < length && !opaque; ) {
                at = frames.take(buffer, at, length);
                if (frames.betweenValues()) {
                    awaited.add(faults.claimCut(frames.word()));
                }
            }
        } catch (IllegalArgumentException e) {
            opaque = true;
        }
    }

    private void forwardReplies() throws IOException, InterruptedException {
        InputStream in = server.getInputStream();
        RespFrames frames = new RespFrames();
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            TimeUnit.NANOSECONDS.sleep(faults.delay().toNanos());
            faults.awaitRelease();
            int allowed = lengthBeforeCut(frames, buffer, n);
            write(buffer, allowed);
            if (allowed < n) {
                return;
            }
        }
    }

    /** How many of the bytes come before a reply that is to be cut. */
    private int lengthBeforeCut(RespFrames frames, byte[] buffer, int length) {
        try {
            for (int at = 0; at < length && !opaque; ) {
                boolean reply = buffer[at] != '>';
                if (frames.betweenValues() && reply && Boolean.TRUE.equals(awaited.peek())) {
                    return at;
                }
                at = frames.take(buffer, at, length);
                if (frames.betweenValues() && frames.type() != '>') {
                    awaited.poll();
                }
            }
        } catch (IllegalArgumentException e) {
            opaque = true;
        }
        return length;
    }

    private void write(byte[] buffer, int length) throws IOException {
        OutputStream out = client.getOutputStream();
        int slice = faults.slice();
        for (int at = 0; at < length; at += slice) {
            if (at > 0) {
                LockSupport.parkNanos(PAUSE_BETWEEN_SLICES);
            }
            int size = Math.min(slice, length - at);
            toClient.addAndGet(size); // first, so that whoever has read the bytes sees them counted
            out.write(buffer, at, size);
            if (slice >= length) {
                return;
            }
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
