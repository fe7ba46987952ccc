package dev.redport.benchmarks.bench;

import dev.redport.benchmarks.peer.PeerCrews;
import java.util.ArrayList;
import java.util.List;

/** Who can take part. */
final class Roster {
    private static final String HERE = Roster.class.getPackageName() + ".";

    private Roster() {}

    /** The three clients, each with Redport over it, and codecs. */
    static List<Crew> drivers() {
        return List.of(
                Crew.of(
                        "jedis",
                        HERE + "RawJedis 8",
                        HERE + "RawJedis 32",
                        HERE + "RawJedis 64",
                        HERE + "RedportEntrant jedis"),
                Crew.of(
                        "lettuce",
                        HERE + "RawLettuce 1",
                        HERE + "RawLettuce 2",
                        HERE + "RawLettuce 8",
                        HERE + "RedportEntrant lettuce"),
                Crew.of(
                        "redisson",
                        HERE + "RawRedisson 8",
                        HERE + "RawRedisson 32",
                        HERE + "RawRedisson 64",
                        HERE + "RedportEntrant redisson"),
                Crew.of(
                        "codec",
                        HERE + "CodecEntrant jackson",
                        HERE + "CodecEntrant json",
                        HERE + "CodecEntrant string"));
    }

    /**
     * The crew with one more Redport, if it has one.
     *
     * @param settings a title and the settings, such as {@code merging off|REDIS_MERGE_CALLERS=false}
     */
    static Crew withRedport(Crew crew, String settings) {
        List<String> entrants = new ArrayList<>(crew.entrants());
        crew.entrants().stream().filter(Roster::isRedport).forEach(each -> entrants.add(each + '|' + settings));
        return new Crew(crew.name(), crew.driver(), crew.classPath(), entrants);
    }

    /** Whether Redport over some client is among them. */
    static boolean hasRedport(Crew crew) {
        return crew.entrants().stream().anyMatch(Roster::isRedport);
    }

    private static boolean isRedport(String entrant) {
        return entrant.startsWith(HERE + "RedportEntrant ");
    }

    /** Other libraries and limits; only {@code --full} has them. */
    static List<Crew> peers() {
        return PeerCrews.all();
    }
}
