package dev.redport.benchmarks.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.redport.cache.Codec;
import dev.redport.cache.Codecs;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Codecs without a network; the argument is {@code jackson}, {@code json} or {@code string}. */
public final class CodecEntrant implements Entrant {
    /**
     * What is encoded as JSON.
     *
     * @param id a number
     * @param text most of it
     */
    public record Page(int id, String text) {}

    private interface Trip {
        boolean unchanged(int index);
    }

    private record Coding(String name, Role role, Trip trip) implements Contestant {
        @Override
        public String driver() {
            return "codec";
        }

        @Override
        public String configuration() {
            return "no network";
        }

        @Override
        public Optional<Task> task(Workload workload) {
            return workload != Workload.CODEC
                    ? Optional.empty()
                    : Optional.of((caller, random) -> {
                        if (!trip.unchanged(random % 26)) {
                            throw new IllegalStateException("another value");
                        }
                    });
        }

        @Override
        public void close() {}
    }

    @Override
    public Contestant open(Site site, String argument) {
        Page[] pages = new Page[26];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = new Page(i, new String(site.value(i), US_ASCII));
        }
        return switch (argument) {
            case "jackson" -> jackson(pages);
            case "json" -> {
                Codec<Page> codec = Codecs.json(Page.class);
                yield new Coding(
                        "Redport's JSON",
                        Role.REDPORT,
                        index -> codec.decode(codec.encode(pages[index])).equals(pages[index]));
            }
            case "string" -> {
                Codec<String> codec = Codecs.string();
                yield new Coding(
                        "Redport's strings",
                        Role.REDPORT,
                        index -> codec.decode(codec.encode(pages[index].text())).equals(pages[index].text()));
            }
            default ->
                throw new IllegalArgumentException("codec: " + argument + " (expected: jackson, json or string)");
        };
    }

    private static Contestant jackson(Page... pages) {
        JsonMapper mapper = JsonMapper.builder().build();
        return new Coding(
                "Jackson",
                Role.RAW,
                index -> mapper.readValue(mapper.writeValueAsBytes(pages[index]), Page.class)
                        .equals(pages[index]));
    }
}
