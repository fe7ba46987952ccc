package dev.redport.benchmarks.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.benchmarks.bench.Site;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Keys made beforehand, twice in a row, so that a range that goes over the end is a range as well. */
final class StoredKeys {
    private final String[] texts;
    private final byte[][] bytes;

    private StoredKeys(String prefix) {
        texts = IntStream.range(0, 2 * Site.KEYS)
                .mapToObj(i -> prefix + (10_000 + i % Site.KEYS))
                .toArray(String[]::new);
        bytes = Arrays.stream(texts).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new);
    }

    /** Keys as long as those of a cache of Redport. */
    static StoredKeys of(Site site, String owner) {
        return new StoredKeys(prefix(site, owner));
    }

    /** The keys as a caller of a cache knows them. */
    static StoredKeys plain() {
        return new StoredKeys("");
    }

    static String prefix(Site site, String owner) {
        return site.prefix() + ":c:" + owner + ":v1:";
    }

    String text(int key) {
        return texts[key];
    }

    byte[] bytes(int key) {
        return bytes[key];
    }

    String[] texts(int first, int number) {
        return Arrays.copyOfRange(texts, first, first + number);
    }

    byte[][] bytes(int first, int number) {
        return Arrays.copyOfRange(bytes, first, first + number);
    }
}
