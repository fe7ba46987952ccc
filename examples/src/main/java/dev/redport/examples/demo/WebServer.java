package dev.redport.examples.demo;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The JDK's HTTP server on loopback, with a bounded number of threads. */
final class WebServer implements AutoCloseable {
    private static final int WAITING = 1_000;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private WebServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts to serve.
     *
     * @throws IllegalStateException if the port is taken
     */
    static WebServer start(int port, HttpHandler handler) throws IOException {
        HttpServer server = bind(port);
        WebServer web = new WebServer(server, threads());
        server.setExecutor(web.threads);
        server.createContext("/", handler);
        server.start();
        return web;
    }

    private static HttpServer bind(int port) throws IOException {
        try {
            return listen(port == -1 ? Options.USUAL_PORT : port);
        } catch (BindException e) {
            if (port == -1) {
                return listen(0);
            }
            throw new IllegalStateException("--port: " + port + " is taken (expected: a free one; 0 finds one)", e);
        }
    }

    private static HttpServer listen(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        return HttpServer.create(new InetSocketAddress(loopback, port), WAITING);
    }

    private static ThreadPoolExecutor threads() {
        AtomicLong count = new AtomicLong();
        ThreadFactory named = task -> {
            Thread thread = new Thread(task, "redport-demo-http-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return new ThreadPoolExecutor(
                DemoService.THREADS,
                DemoService.THREADS,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                named);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
