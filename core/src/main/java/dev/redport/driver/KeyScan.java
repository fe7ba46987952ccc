package dev.redport.driver;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Finds every key that matches a pattern, on all masters, page by page and without blocking a server.
 *
 * <p>A key that is there from the beginning to the end is found at least once; others may be. If the topology changed
 * meanwhile, or slots were on their way, all is gone through once more, because a key may have moved from a master that was
 * still to be read to one that had been. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KeyScan {
    private static final int MOST_PASSES = 10;
    private static final byte[] START = ascii("0");
    private static final byte[] MATCH = ascii("MATCH");
    private static final byte[] COUNT = ascii("COUNT");
    private static final byte[] PAGE = ascii("512");

    private final PortContext context;
    private final Operation operation;
    private final byte[] pattern;

    /**
     * Prepares a scan.
     *
     * @param context where to scan
     * @param operation what it is for; each page is a call of its own with the configured deadline
     * @param pattern as {@code MATCH} of SCAN takes it
     */
    public KeyScan(PortContext context, Operation operation, byte[] pattern) {
        this.context = context;
        this.operation = operation;
        this.pattern = pattern;
    }

    /**
     * Goes through all keys.
     *
     * @param each is given the keys of each page that has some; a key may come more than once
     * @throws RedisException if a page cannot be read, or slots never stopped moving
     */
    public void forEachPage(Consumer<List<byte[]>> each) {
        for (int pass = 0; pass < MOST_PASSES; pass++) {
            Masters before = masters();
            RedisException failure = null;
            try {
                before.drivers().forEach(master -> scan(master, each));
            } catch (RedisException e) {
                failure = e;
            }
            if (before.sameAs(masters())) {
                if (failure != null) {
                    throw failure;
                }
                return;
            }
        }
        throw Failures.server("TRYAGAIN slots never stopped moving");
    }

    private Masters masters() {
        return context.driver().masters(context.call(operation));
    }

    private void scan(RedisDriver master, Consumer<List<byte[]>> each) {
        byte[] cursor = START;
        do {
            List<Reply> page = master.execute(
                            Command.of(Verb.SCAN, cursor, MATCH, pattern, COUNT, PAGE), context.call(operation))
                    .list();
            cursor = ascii(page.get(0).text());
            List<byte[]> keys = page.get(1).list().stream()
                    .map(Reply::bytes)
                    .filter(Objects::nonNull)
                    .toList();
            if (!keys.isEmpty()) {
                each.accept(keys);
            }
        } while (!(cursor.length == 1 && cursor[0] == '0'));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
