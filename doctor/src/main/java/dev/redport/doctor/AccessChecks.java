package dev.redport.doctor;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import dev.redport.driver.AccessRights;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Need;
import dev.redport.driver.RedisException;
import dev.redport.driver.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the service's user may do. An admin asks the server for it; without one the user's own commands are tried, in forms that
 * change nothing ({@link Trial}).
 */
final class AccessChecks {
    private static final String GRANT = "grant exactly what ./redport doctor acl prints";
    private static final List<String> DANGEROUS = List.of(
            "FLUSHALL", "FLUSHDB", "KEYS", "CONFIG", "DEBUG", "SHUTDOWN", "REPLICAOF", "MIGRATE", "MODULE", "ACL");

    private AccessChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("acl-user", "The service has a user of its own", Chapter.SECURITY, AccessChecks::ownUser),
                new Check(
                        "acl-log",
                        "No command was denied lately",
                        Chapter.TROUBLESHOOTING,
                        e -> e.eachMaster(AccessChecks::deniedLately)),
                new Check(
                        "acl-commands",
                        "The user may call every command the service needs",
                        Chapter.SECURITY,
                        e -> e.eachMaster(target -> commands(e, target))),
                new Check(
                        "acl-keys",
                        "The user reaches no key outside the namespace",
                        Chapter.SECURITY,
                        e -> e.eachMaster(target -> keys(e, target))),
                new Check(
                        "acl-dangerous",
                        "The user may not call dangerous commands",
                        Chapter.SECURITY,
                        e -> e.eachMaster(target -> dangerous(e, target))));
    }

    private static Outcome ownUser(Examination examination) {
        Credentials credentials = examination.credentials();
        if (credentials == null) {
            throw Inconclusive.see("the credentials cannot be read", "password-length");
        }
        String name = userOf(credentials);
        return Outcome.require(
                !name.equals("default"),
                name.equals("default") ? "it connects as the default user" : "it connects as " + name,
                "create a user (./redport doctor acl prints the line), set REDIS_USERNAME, and turn the default user off");
    }

    private static String userOf(Credentials credentials) {
        return credentials.username().isEmpty() ? "default" : credentials.username();
    }

    private static String user(Examination examination) {
        Credentials credentials = examination.credentials();
        return credentials == null ? "default" : userOf(credentials);
    }

    /** Before the other checks try what is not allowed; what they tried in an earlier run does not count. */
    private static Outcome deniedLately(Target target) {
        int denied = 0;
        for (Reply entry : target.asAdmin("ACL", "LOG", "100").list()) {
            Map<String, String> fields = Target.pairs(entry);
            boolean own = fields.getOrDefault("client-info", "").contains("name=" + Examination.CLIENT_NAME + " ");
            denied += own ? 0 : 1;
        }
        return Outcome.advise(
                denied == 0,
                denied == 0 ? "the log is empty but for the doctor's own trials" : denied + " entries in ACL LOG",
                "look at them with ACL LOG, grant what is missing, then ACL LOG RESET");
    }

    /** The commands this deployment needs, by the table that drives the retries. */
    private static List<String> needed(Examination examination) {
        RedisConfig config = examination.config();
        Set<String> rules =
                Set.copyOf(AccessRights.ofData(config, examination.options().ports()));
        return AccessRights.table().stream()
                .filter(right -> rules.contains(right.rule()) || right.needs().contains(Need.HEALTH))
                .map(AccessRights.Right::command)
                .toList();
    }

    private static Outcome commands(Examination examination, Target target) {
        target.ask("PING");
        List<String> needed = needed(examination);
        Verdicts verdicts = verdicts(examination, target, needed);
        List<String> missing =
                needed.stream().filter(command -> verdicts.denied(command)).toList();
        String user = user(examination);
        if (missing.containsAll(needed.stream().filter(Trial::hasKey).toList())) {
            return Outcome.fail(
                    user + " may use none of the keys " + examination.config().namespace() + ":*, " + verdicts.how(),
                    GRANT + "; the key pattern must be ~" + examination.config().namespace() + ":*");
        }
        return Outcome.require(
                missing.isEmpty(),
                missing.isEmpty()
                        ? user + " may call all " + needed.size() + " commands, " + verdicts.how()
                        : user + " may not call " + String.join(", ", missing) + " on keys "
                                + examination.config().namespace() + ":*, " + verdicts.how(),
                GRANT + ": "
                        + missing.stream()
                                .map(command ->
                                        "+" + command.toLowerCase(Locale.ROOT).replace(' ', '|'))
                                .collect(Collectors.joining(" ")));
    }

    /** What is denied, and how that was found out. */
    private record Verdicts(Map<String, Boolean> allowed, String how) {
        boolean denied(String command) {
            return Boolean.FALSE.equals(allowed.get(command));
        }
    }

    private static Verdicts verdicts(Examination examination, Target target, List<String> commands) {
        if (target.hasAdmin()) {
            return asked(examination, target, commands);
        }
        String key = Trial.unusedKey(examination.config().namespace());
        List<String> tried = commands.stream().filter(Trial::isKnown).toList();
        List<Reply> replies = target.askAll(
                tried.stream().map(command -> Trial.command(command, key)).toList());
        Map<String, Boolean> allowed = new LinkedHashMap<>();
        for (int i = 0; i < tried.size(); i++) {
            RedisException error = replies.get(i).error();
            if (error != null && error.kind() == ErrorKind.AUTH) {
                throw Inconclusive.see("not connected: " + error.kind().tag(), "connect");
            }
            allowed.put(tried.get(i), error == null || error.kind() != ErrorKind.PERMISSION);
        }
        return new Verdicts(allowed, "tried on a key that does not exist");
    }

    /** By ACL DRYRUN, or on a server before 7.0 by the rules of the user. */
    private static Verdicts asked(Examination examination, Target target, List<String> commands) {
        String user = user(examination);
        String key = Trial.unusedKey(examination.config().namespace());
        Map<String, Boolean> allowed = new LinkedHashMap<>();
        if (version(target).atLeast(7, 0)) {
            for (String command : commands.stream().filter(Trial::isKnown).toList()) {
                allowed.put(command, dryRun(target, user, Trial.words(command, key)));
            }
            return new Verdicts(allowed, "by ACL DRYRUN");
        }
        AclUser rules = AclUser.read(target, user);
        boolean inside = rules.reaches(key);
        for (String command : commands) {
            allowed.put(command, rules.mayCall(command) && (inside || !Trial.hasKey(command)));
        }
        return new Verdicts(allowed, "by ACL GETUSER");
    }

    private static Version version(Target target) {
        return Version.parse(target.info("redis_version"));
    }

    private static boolean dryRun(Target target, String user, List<String> words) {
        String[] args = Stream.concat(Stream.of("DRYRUN", user), words.stream()).toArray(String[]::new);
        return target.asAdmin("ACL", args).text().equals("OK");
    }

    private static Outcome keys(Examination examination, Target target) {
        target.ask("PING");
        String namespace = examination.config().namespace();
        String user = user(examination);
        String outside = Trial.unusedKey("redport-doctor-outside-" + namespace);
        String seen;
        boolean reaches;
        if (target.hasAdmin()) {
            if (version(target).atLeast(7, 0)) {
                reaches = dryRun(target, user, List.of("GET", outside));
            } else {
                reaches = AclUser.read(target, user).reachesBeyond(namespace);
            }
            seen = "by the admin's look at its rules";
        } else {
            List<Reply> replies = target.askAll(
                    List.of(Trial.command("GET", Trial.unusedKey(namespace)), Trial.command("GET", outside)));
            if (isDenied(replies.get(0))) {
                throw Inconclusive.see(user + " may not GET keys of its own either", "acl-commands");
            }
            reaches = !isDenied(replies.get(1));
            seen = "tried with a GET";
        }
        return Outcome.require(
                !reaches,
                user + (reaches ? " reaches keys outside " : " reaches no key outside ") + namespace + ":*, " + seen,
                user.equals("default")
                        ? "give the service a user of its own: " + GRANT
                        : "give " + user + " the key pattern ~" + namespace + ":* alone: ACL SETUSER " + user
                                + " resetkeys ~" + namespace + ":*, then ACL SAVE or CONFIG REWRITE");
    }

    private static boolean isDenied(Reply reply) {
        RedisException error = reply.error();
        return error != null && error.kind() == ErrorKind.PERMISSION;
    }

    private static Outcome dangerous(Examination examination, Target target) {
        target.ask("PING");
        String user = user(examination);
        List<String> may = new ArrayList<>();
        String how;
        if (target.hasAdmin()) {
            if (version(target).atLeast(7, 0)) {
                DANGEROUS.stream()
                        .filter(command -> dryRun(target, user, Trial.dangerous(command)))
                        .forEach(may::add);
            } else {
                AclUser rules = AclUser.read(target, user);
                DANGEROUS.stream().filter(rules::mayCall).forEach(may::add);
            }
            how = "by the admin's look at its rules";
        } else {
            List<String> harmless = List.of("CONFIG GET", "SLOWLOG LEN", "LASTSAVE");
            List<Reply> replies = target.askAll(
                    harmless.stream().map(command -> Trial.command(command, "")).toList());
            for (int i = 0; i < harmless.size(); i++) {
                if (!isDenied(replies.get(i))) {
                    may.add(harmless.get(i));
                }
            }
            how =
                    "tried with harmless commands of that kind; only an admin can ask for FLUSHALL and KEYS without calling them";
        }
        return Outcome.require(
                may.isEmpty(),
                user + " may call " + (may.isEmpty() ? "no dangerous command" : String.join(", ", may)) + ", " + how,
                GRANT);
    }
}
