package dev.redport.benchmarks;

import dev.redport.token.TokenSpec;
import dev.redport.token.TokenStore;
import java.io.PrintStream;
import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.UnaryOperator;

/** What a token store's things take at the server, whichever the driver. */
final class TokenMemory {
    private TokenMemory() {}

    static void print(PrintStream out, String driver) {
        MarkdownTable table = new MarkdownTable(
                out,
                "Bytes at the server. MEMORY USAGE of a user's only thing; in brackets a tenth of ten's. Allocated: used_memory"
                        + " for each of 10,000 users with one",
                "",
                "payload",
                "index",
                "marks of the user",
                "answer, for seconds",
                "allocated");
        things(driver).forEach((name, open) -> {
            MemoryCost cost = MemoryCost.of(open);
            String payload = cost.keys().keySet().stream()
                    .filter(kind -> kind.matches("s|r|j|o"))
                    .findFirst()
                    .orElse("");
            String index = payload.equals("s") ? "si" : "ri";
            table.row(
                    name,
                    cost.of(payload),
                    cost.of(index) == 0
                            ? 0
                            : String.format(Locale.ROOT, "%d (%.1f)", cost.of(index), cost.ofTen(index)),
                    cost.of("w"),
                    cost.of("x"),
                    one(cost.allocated()));
        });
    }

    private static Map<String, Function<URI, MemoryCost.Writer>> things(String driver) {
        Map<String, Function<URI, MemoryCost.Writer>> all = new LinkedHashMap<>();
        all.put("session", session(driver, false, Map.of(), spec -> spec));
        all.put("session, device", session(driver, true, Map.of(), spec -> spec));
        all.put("session, 3 attributes", session(driver, false, Sample.ATTRIBUTES, spec -> spec));
        all.put("session, device, 3 attributes", session(driver, true, Sample.ATTRIBUTES, spec -> spec));
        all.put(
                "session, device, 3 encrypted attributes",
                session(driver, true, Sample.ATTRIBUTES, TokenSpec::encryptAttributes));
        all.put("refresh family", sample(driver, TokenSamples::refreshToken));
        all.put("one-time token", sample(driver, TokenSamples::oneTimeToken));
        all.put(
                "denied token",
                sample(
                        driver,
                        (samples, user) -> samples.store()
                                .revocations()
                                .deny(
                                        UUID.randomUUID().toString(),
                                        Instant.now().plus(TokenSamples.LIFE))));
        all.put(
                "marks of a user alone",
                sample(driver, (samples, user) -> samples.store().revocations().stamp(Sample.subject(user))));
        return all;
    }

    private static Function<URI, MemoryCost.Writer> session(
            String driver, boolean device, Map<String, String> attributes, UnaryOperator<TokenSpec> changes) {
        return server -> {
            TokenContest contest = TokenContest.open(driver, server);
            TokenStore store = contest.store(changes);
            return MemoryCost.Writer.of(contest, user -> RedportSessions.create(store, user, device, attributes));
        };
    }

    private static Function<URI, MemoryCost.Writer> sample(String driver, ObjIntConsumer<TokenSamples> write) {
        return server -> {
            TokenContest contest = TokenContest.open(driver, server);
            TokenSamples samples = new TokenSamples(contest);
            return MemoryCost.Writer.of(contest, user -> write.accept(samples, user));
        };
    }

    /** Sessions with the same attributes beside Spring's. */
    static void printSessions(PrintStream out, String driver) {
        MarkdownTable table = new MarkdownTable(
                out,
                "Bytes of one session of a user, all keys, marks included",
                "",
                "MEMORY USAGE, 3 attributes",
                "allocated",
                "MEMORY USAGE, with the device",
                "allocated");
        for (String name : List.of(RedportSessions.MINUTE, SpringSessions.INDEXED, SpringSessions.SIMPLE)) {
            MemoryCost plain = MemoryCost.of(peer(driver, name, false));
            MemoryCost device = MemoryCost.of(peer(driver, name, true));
            table.row(name, plain.lasting(), one(plain.allocated()), device.lasting(), one(device.allocated()));
        }
    }

    private static Function<URI, MemoryCost.Writer> peer(String driver, String name, boolean device) {
        return server -> {
            SessionContest contest = SessionContest.open(driver, server, device);
            SessionPeer peer = contest.peer(name);
            return MemoryCost.Writer.of(contest, peer::create);
        };
    }

    private static String one(double bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes);
    }
}
