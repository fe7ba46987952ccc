package dev.redport.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server process that cannot outlive this JVM.
 *
 * <p>A shell starts the server and leaves a watcher that reads our end of a pipe: a line is a signal to pass on, the end of
 * the pipe (we closed it, or the JVM is gone, however it went) means SIGKILL, which ends a stopped process as well. The shell
 * itself waits for the server, so the shell being alive means the server is alive. Signals go to the one process id that
 * the shell started.
 */
final class ServerProcess {
    private static final String SCRIPT = """
            log=$1; shift
            exec 3<&0
            "$@" </dev/null >>"$log" 2>&1 3<&- &
            server=$!
            trap '' HUP INT TERM PIPE
            echo "$server"
            {
                while read -r signal; do kill -s "$signal" "$server"; echo "$signal"; done
                kill -s KILL "$server"
            } <&3 &
            watcher=$!
            wait "$server"
            status=$?
            kill -s KILL "$watcher"
            exit "$status"
            """;

    private final Process shell;
    private final Writer signals;
    private final BufferedReader answers;
    private final long pid;

    private ServerProcess(Process shell) throws IOException {
        this.shell = shell;
        this.signals = shell.outputWriter(StandardCharsets.US_ASCII);
        this.answers = shell.inputReader(StandardCharsets.US_ASCII);
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the shell did not report a process id");
        }
        this.pid = Long.parseLong(line);
    }

    /** Starts the command with its output appended to the log. */
    static ServerProcess start(List<String> command, Path directory, Path log) throws IOException {
        List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "redport-watch", log.toString()));
        line.addAll(command);
        Process shell = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new ServerProcess(shell);
    }

    long pid() {
        return pid;
    }

    boolean alive() {
        return shell.isAlive();
    }

    /** Sends a signal by its name without SIG; it was delivered, or the process is gone, when this returns. */
    synchronized void signal(String name) {
        try {
            signals.write(name + "\n");
            signals.flush();
            answers.readLine();
        } catch (IOException e) {
            if (!awaitExit(Duration.ofSeconds(5))) {
                throw new IllegalStateException("process " + pid + ": SIG" + name + " could not be delivered", e);
            }
        }
    }

    /** Ends the process with SIGKILL and waits until it is gone. */
    void kill() {
        try {
            signals.close();
        } catch (IOException e) {
            // the watcher is gone, and it goes only after the server
        }
        if (!awaitExit(Duration.ofSeconds(10))) {
            throw new IllegalStateException("process " + pid + ": still there after SIGKILL");
        }
    }

    /** Whether the process ended within the time; an interrupt is kept for the caller, not obeyed. */
    boolean awaitExit(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return shell.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
