package dev.redport.driver.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on a loopback port that accepts connections and then does not behave. */
final class RudeServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();

    private RudeServer(Manners manners) throws IOException {
        Thread thread = new Thread(() -> serve(manners), "rude-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads and never answers. */
    static RudeServer silent() throws IOException {
        return new RudeServer(socket -> socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream()));
    }

    /** Accepts the client's name, then answers with one byte every 20 ms, without end. */
    static RudeServer dripping() throws IOException {
        return new RudeServer(RudeServer::drip);
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve(Manners manners) {
        try {
            while (true) {
                Socket socket = server.accept();
                accepted.add(socket);
                manners.serve(socket);
            }
        } catch (IOException e) {
            // The test has ended.
        }
    }

    private static void drip(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] request = new byte[4096];
        String reply = "+OK\r\n";
        while (in.read(request) > 0) {
            socket.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
            if (reply.startsWith("$")) {
                dripUntilClosed(socket, request);
                return;
            }
            reply = "$1000000\r\n";
        }
    }

    private static void dripUntilClosed(Socket socket, byte[] request) throws IOException {
        socket.setSoTimeout(20);
        while (true) {
            socket.getOutputStream().write('x');
            try {
                if (socket.getInputStream().read(request) < 0) {
                    return;
                }
            } catch (SocketTimeoutException e) {
                // The pace of the drip.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : accepted) {
            socket.close();
        }
    }

    private interface Manners {
        void serve(Socket socket) throws IOException;
    }
}
