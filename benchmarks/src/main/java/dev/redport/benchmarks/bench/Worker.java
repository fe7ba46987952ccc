package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The program of a worker JVM: does what the coordinator writes on its standard input, one line at a time, and answers with a
 * line on its standard output.
 */
public final class Worker {
    private final Map<Long, Entered> entered = new HashMap<>();
    private final Callers callers = new Callers();
    private long next;

    private record Entered(Contestant contestant, Map<Workload, Optional<Task>> tasks) {
        Task task(Workload workload) {
            return tasks.computeIfAbsent(workload, contestant::task)
                    .orElseThrow(() -> new IllegalArgumentException(contestant.name() + ": has no " + workload.id()));
        }
    }

    private Worker() {}

    /**
     * Runs until the input ends.
     *
     * @param arguments none
     * @throws IOException if the input breaks
     */
    @SuppressWarnings("SystemOut") // what libraries print must not get between the answers
    public static void main(String... arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        System.setOut(System.err);
        new Worker().run(new BufferedReader(new InputStreamReader(System.in, UTF_8)), out);
        System.exit(0); // some client's threads may be left
    }

    private void run(BufferedReader in, PrintStream out) throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.println(answer(Message.parse(line)).line());
        }
        entered.values().forEach(each -> each.contestant().close());
    }

    private Message answer(Message request) {
        try {
            return switch (request.verb()) {
                case "hello" -> Message.of("hello").with("virtual", Callers.haveVirtual());
                case "open" -> open(request);
                case "has" -> has(request);
                case "measure" -> measure(request);
                case "close" -> close(request);
                default -> throw new IllegalArgumentException("verb: " + request.verb());
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Message.of("failed").with("message", "interrupted");
        } catch (Exception | LinkageError e) {
            return Message.of("failed").with("message", chain(e));
        }
    }

    private Message open(Message request) throws Exception {
        Entrant entrant = Class.forName(request.text("entrant"))
                .asSubclass(Entrant.class)
                .getDeclaredConstructor()
                .newInstance();
        Contestant contestant = entrant.open(Site.of(request), request.text("argument"));
        long id = next++;
        entered.put(id, new Entered(contestant, new EnumMap<>(Workload.class)));
        return Message.of("opened")
                .with("id", id)
                .with("name", contestant.name())
                .with("driver", contestant.driver())
                .with("role", contestant.role())
                .with("configuration", contestant.configuration());
    }

    private Message has(Message request) {
        Entered of = entered(request);
        Workload workload = Workload.of(request.text("workload"));
        return Message.of("has")
                .with(
                        "task",
                        of.tasks()
                                .computeIfAbsent(workload, of.contestant()::task)
                                .isPresent());
    }

    private Message measure(Message request) throws InterruptedException {
        return callers.run(
                        entered(request).task(Workload.of(request.text("workload"))),
                        (int) request.number("threads"),
                        Boolean.parseBoolean(request.text("virtual")),
                        request.number("nanos"),
                        request.number("seed"))
                .message();
    }

    private Message close(Message request) {
        entered(request).contestant().close();
        entered.remove(request.number("id"));
        return Message.of("closed");
    }

    private Entered entered(Message request) {
        Entered found = entered.get(request.number("id"));
        if (found == null) {
            throw new IllegalArgumentException("id: " + request.number("id") + " is not open");
        }
        return found;
    }

    private static String chain(Throwable failure) {
        return Stream.iterate(failure, each -> each != null, Throwable::getCause)
                .limit(5)
                .map(Throwable::toString)
                .collect(Collectors.joining("; because of "));
    }
}
