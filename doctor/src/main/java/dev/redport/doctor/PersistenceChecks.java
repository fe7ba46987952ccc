package dev.redport.doctor;

import dev.redport.driver.Need;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What outlives a restart or a failover. */
final class PersistenceChecks {
    private static final Duration OLD = Duration.ofHours(24);
    private static final long OFTEN_SECONDS = 30;

    private PersistenceChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "persistence",
                        "The server keeps tokens over a restart",
                        Chapter.HIGH_AVAILABILITY,
                        e -> e.eachMaster(target -> appendOnly(e, target))),
                new Check(
                        "save-settings",
                        "Saving is set up safely",
                        Chapter.TUNING,
                        e -> e.eachMaster(PersistenceChecks::saveSettings)),
                new Check(
                        "backup",
                        "What is saved was saved lately",
                        Chapter.HIGH_AVAILABILITY,
                        e -> e.eachMaster(target -> backup(e, target))),
                new Check(
                        "replicas-write",
                        "Writes reach a replica",
                        Chapter.HIGH_AVAILABILITY,
                        e -> e.eachMaster(target -> replicas(e, target))));
    }

    private static void requireTokenStore(Examination examination) {
        if (!examination.options().uses(Need.TOKEN_STORE)) {
            throw Inconclusive.skip("only a token store needs it, and --ports says there is none", "");
        }
    }

    private static Outcome appendOnly(Examination examination, Target target) {
        requireTokenStore(examination);
        boolean on = target.info("aof_enabled").equals("1");
        return Outcome.require(
                on,
                on ? "appendonly yes" : "appendonly no: a restart forgets revocations of tokens",
                "set appendonly yes; without a token store, say so with --ports");
    }

    private static Outcome saveSettings(Target target) {
        String stops = target.requireSetting("stop-writes-on-bgsave-error");
        String save = target.requireSetting("save");
        boolean appends = target.setting("appendonly").orElse("").equals("yes");
        String fsync = target.setting("appendfsync").orElse("");
        if (!save.isEmpty() && stops.equals("no")) {
            return Outcome.warn(
                    "stop-writes-on-bgsave-error no: a server whose disk is full goes on as if it saved",
                    "set stop-writes-on-bgsave-error yes");
        }
        if (appends && fsync.equals("no")) {
            return Outcome.warn(
                    "appendfsync no: a crash loses what the system had not written", "set appendfsync everysec");
        }
        String[] words = save.trim().split(" ", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            if (words[i].matches("[0-9]{1,9}") && Long.parseLong(words[i]) < OFTEN_SECONDS) {
                return Outcome.warn(
                        "save \"" + save + "\": the server forks every " + words[i] + " s",
                        "set save \"900 1 300 10 60 10000\"");
            }
        }
        return Outcome.pass("save \"" + save + "\", appendonly " + (appends ? "yes, appendfsync " + fsync : "no"));
    }

    private static Outcome backup(Examination examination, Target target) {
        boolean append = target.info("aof_enabled").equals("1");
        if (!target.info("rdb_last_bgsave_status").equals("ok")) {
            return Outcome.fail("the last save failed", "look into the server's log; often the disk is full");
        }
        if (append && !target.info("aof_last_write_status").equals("ok")) {
            return Outcome.fail(
                    "the last write to the append-only file failed",
                    "look into the server's log; often the disk is full");
        }
        Optional<LocalDate> attested = examination.options().attested("backup");
        if (attested.isPresent()) {
            return AttestedChecks.attested("backup", attested.orElseThrow());
        }
        Duration age = Duration.between(Instant.ofEpochSecond(target.number("rdb_last_save_time")), Instant.now());
        String saves;
        try {
            saves = target.setting("save").orElse("");
        } catch (Inconclusive unknown) {
            saves = "unknown";
        }
        if (saves.isEmpty() && !append) {
            throw Inconclusive.skip(
                    "nothing is saved: right for a cache that may be lost", "otherwise set save or appendonly yes");
        }
        if (!append && age.compareTo(OLD) > 0 && target.number("rdb_changes_since_last_save") > 0) {
            return Outcome.warn("the last save was " + age.toHours() + " h ago", "set save, or run BGSAVE by a timer");
        }
        throw Inconclusive.skip(
                "the server saves, but whether copies go to another place cannot be seen from here",
                "try to restore one, then say --attest backup=DATE");
    }

    private static Outcome replicas(Examination examination, Target target) {
        requireTokenStore(examination);
        long replicas = target.number("connected_slaves");
        if (replicas == 0) {
            throw Inconclusive.skip("there is no replica", "");
        }
        boolean waits = target.info().containsKey("min_slaves_good_slaves");
        return Outcome.advise(
                waits,
                replicas
                        + (waits
                                ? " replicas, and min-replicas-to-write is set"
                                : " replicas, but min-replicas-to-write is 0")
                        + (waits ? "" : ": a master that is cut off takes revocations that a failover forgets"),
                "set min-replicas-to-write 1 and min-replicas-max-lag 10");
    }
}
