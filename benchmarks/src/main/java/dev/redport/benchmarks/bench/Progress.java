package dev.redport.benchmarks.bench;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;

/** Says what is being measured and how long it will take: on one line of a terminal, else now and then. */
final class Progress {
    private static final long OFTEN = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SELDOM = TimeUnit.SECONDS.toNanos(15);
    private static final int WIDTH = 118;

    private final PrintWriter out;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private long said = started - SELDOM;
    private long turnsStarted;
    private long turns;
    private long done;
    private String setup = "";
    private int setupsLeft;

    Progress(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void setup(Setup next, int left) {
        setup = next.name();
        setupsLeft = left;
        turns = 0;
        done = 0;
    }

    void turns(long expected) {
        turns = expected;
        turnsStarted = System.nanoTime();
    }

    void turn(int round, int rounds, String what) {
        done++;
        long left = (System.nanoTime() - turnsStarted) / done * (turns - done);
        say((round < 0 ? "warming up" : "round " + (round + 1) + " of " + rounds) + ", about " + time(left) + " left"
                + (setupsLeft == 0 ? "" : " for this set-up, " + setupsLeft + " more to come") + ": " + what);
    }

    void say(String what) {
        long now = System.nanoTime();
        if (now - said < (terminal ? OFTEN : SELDOM)) {
            return;
        }
        said = now;
        String line = "[" + time(now - started) + "] " + setup + ": " + what;
        if (terminal) {
            String shown = line.length() > WIDTH ? line.substring(0, WIDTH) : line;
            out.print("\r" + shown + " ".repeat(WIDTH - shown.length()));
        } else {
            out.println(line);
        }
        out.flush();
    }

    /** Makes room for what comes next. */
    void end() {
        if (terminal) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
        }
    }

    static String time(long nanos) {
        long seconds = Math.max(0, TimeUnit.NANOSECONDS.toSeconds(nanos));
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
