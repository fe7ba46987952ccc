package dev.redport.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A table that is printed row by row. The first column is text, the others are numbers. */
final class MarkdownTable {
    private final PrintStream out;

    MarkdownTable(PrintStream out, String title, String... columns) {
        this.out = out;
        out.println();
        out.println(title);
        out.println();
        print((Object[]) columns);
        out.println("|---" + "|---:".repeat(columns.length - 1) + "|");
    }

    void row(Object first, Object... others) {
        Object[] cells = new Object[others.length + 1];
        cells[0] = first;
        System.arraycopy(others, 0, cells, 1, others.length);
        print(cells);
    }

    private void print(Object... cells) {
        out.println(Arrays.stream(cells).map(String::valueOf).collect(Collectors.joining(" | ", "| ", " |")));
    }
}
