package dev.redport.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.token.ClientId;
import dev.redport.token.Creation;
import dev.redport.token.Scope;
import dev.redport.token.Session;
import dev.redport.token.Subject;
import dev.redport.token.TokenRef;
import dev.redport.token.TokenStore;
import dev.redport.token.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Whatever subjects, tenants, clients and tokens are called, no two are taken for one.
 *
 * @since 0.1.0
 */
public abstract class TokenNamesContract extends TokenFixture {
    private static final int NAMES = 24;
    private static final String[] PIECES = {
        "all",
        ":",
        "::",
        "{",
        "}",
        "{g}",
        "*",
        "?",
        "[a]",
        "\\",
        "%",
        "=",
        ";",
        ",",
        " ",
        "\0",
        "\r\n",
        "-",
        "_",
        "a",
        "b",
        "é",
        "e\u0301",
        "ß",
        "\u202e",
        "\uFEFF",
        "\uD83D\uDD11",
        "\uDBFF\uDFFF",
        "0",
        "w",
        "si",
        "s:",
        "j"
    };

    private final long seed = System.nanoTime();
    private final SplittableRandom random = new SplittableRandom(seed);

    /** For subclasses. */
    protected TokenNamesContract() {}

    /** Short ones, many of which are the same letters in other places. */
    private List<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (int tries = 0; names.size() < NAMES && tries < 10_000; tries++) {
            StringBuilder name = new StringBuilder();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                name.append(PIECES[random.nextInt(PIECES.length)]);
            }
            names.add(name.toString());
        }
        names.add("x".repeat(256));
        names.add("x".repeat(255));
        return List.copyOf(names);
    }

    @Test
    void everySubjectHasWhatIsIts() {
        TokenStore store = store();
        List<String> names = names();
        Set<Subject> subjects = new LinkedHashSet<>();
        for (int i = 0; i + 1 < names.size(); i++) {
            String name = names.get(i);
            subjects.add(Subject.of(name));
            subjects.add(Subject.of(name, names.get(i + 1)));
            subjects.add(Subject.of(cut(name + names.get(i + 1))));
        }
        List<Creation.Created> created = new ArrayList<>();
        subjects.forEach(subject -> created.add(login(store, subject)));

        int place = 0;
        for (Subject subject : subjects) {
            Session session = created.get(place++).session();
            assertThat(store.sessions().list(subject)).as("seed %d", seed).containsExactly(session);
            assertThat(session.subject().equals(subject)).isTrue();
        }
        Subject last = List.copyOf(subjects).get(subjects.size() / 2);
        store.sessions().endAll(last);
        long alive = created.stream()
                .filter(each -> store.sessions().find(each.token()).isPresent())
                .count();
        assertThat(alive).as("seed %d", seed).isEqualTo(subjects.size() - 1);
    }

    private static String cut(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length > 256 ? name.substring(0, 64) : name;
    }

    @Test
    void aCutOffOrDenialHitsItsOwnNameAlone() {
        TokenStore store = clocked(spec().clockSkew(Duration.ZERO));
        List<String> names = names();
        List<TokenRef> tokens = new ArrayList<>();
        for (String name : names) {
            tokens.add(access(store, "of the tenant", Subject.of(name, "anna")));
            tokens.add(access(store, name, ANNA));
            tokens.add(access(store, "of the client", BERT).client(ClientId.of(name)));
        }
        List<Integer> chosen =
                random.ints(6, 0, names.size()).distinct().boxed().toList();
        Set<TokenRef> refused = new LinkedHashSet<>();

        for (int each : chosen) {
            String name = names.get(each);
            store.revocations().revokeBefore(Scope.ofTenant(name));
            store.revocations().deny(name, now().plus(Duration.ofMinutes(10)));
            store.revocations()
                    .revokeBefore(each % 2 == 0 ? Scope.of(ClientId.of(name)) : Scope.of(BERT, ClientId.of(name)));
            refused.addAll(tokens.subList(3 * each, 3 * each + 3));
        }

        List<TokenRef> active = new ArrayList<>(tokens);
        active.removeAll(refused);
        var verdicts = store.revocations().checkAll(tokens);
        assertThat(active)
                .as("seed %d", seed)
                .allSatisfy(token -> assertThat(verdicts.get(token)).isEqualTo(Verdict.ACTIVE));
        assertThat(refused)
                .as("seed %d", seed)
                .allSatisfy(token -> assertThat(verdicts.get(token)).isNotEqualTo(Verdict.ACTIVE));
        assertThat(refused).hasSize(3 * chosen.size());
    }
}
