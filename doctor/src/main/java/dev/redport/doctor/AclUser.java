package dev.redport.doctor;

import dev.redport.driver.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A user as ACL GETUSER of a server before 7.0 tells it, with the rules applied in their order. For one thread. */
final class AclUser {
    private final Target target;
    private final Set<String> flags;
    private final List<String> commands;
    private final List<String> patterns;
    private final Map<String, Set<String>> categories = new HashMap<>();

    private AclUser(Target target, Set<String> flags, List<String> commands, List<String> patterns) {
        this.target = target;
        this.flags = flags;
        this.commands = commands;
        this.patterns = patterns;
    }

    static AclUser read(Target target, String name) {
        Reply reply = target.asAdmin("ACL", "GETUSER", name);
        if (reply.isNil()) {
            throw Inconclusive.see("the server has no user " + name, "connect");
        }
        Set<String> flags = new HashSet<>();
        List<String> commands = List.of();
        List<String> patterns = List.of();
        List<Reply> fields = reply.list();
        for (int i = 0; i + 1 < fields.size(); i += 2) {
            Reply value = fields.get(i + 1);
            switch (fields.get(i).text()) {
                case "flags" -> flags.addAll(texts(value));
                case "commands" -> commands = List.of(value.text().split(" ", -1));
                case "keys" -> patterns = texts(value);
                default -> {
                    // passwords and channels do not matter here
                }
            }
        }
        return new AclUser(target, flags, commands, patterns);
    }

    private static List<String> texts(Reply list) {
        List<String> texts = new ArrayList<>();
        list.list().forEach(each -> texts.add(each.text()));
        return texts;
    }

    /** Whether the last rule that speaks of the command allows it. */
    boolean mayCall(String command) {
        String name = command.toLowerCase(Locale.ROOT).replace(' ', '|');
        String whole = name.replaceFirst("\\|.*", "");
        boolean allowed = false;
        for (String rule : commands) {
            if (rule.length() > 1 && speaksOf(rule.substring(1), name, whole)) {
                allowed = rule.charAt(0) == '+';
            }
        }
        return allowed;
    }

    private boolean speaksOf(String rule, String name, String whole) {
        if (rule.equals("@all") || rule.equals(name) || rule.equals(whole)) {
            return true;
        }
        return rule.startsWith("@")
                && categories.computeIfAbsent(rule.substring(1), this::category).contains(whole);
    }

    private Set<String> category(String name) {
        return new HashSet<>(texts(target.asAdmin("ACL", "CAT", name)));
    }

    /** Whether a pattern has this key; only patterns that end with a star, or have none, are understood. */
    boolean reaches(String key) {
        return flags.contains("allkeys")
                || patterns.stream().anyMatch(pattern -> {
                    int star = pattern.indexOf('*');
                    return star < 0 ? pattern.equals(key) : key.startsWith(pattern.substring(0, star));
                });
    }

    /** Whether a pattern has keys that do not begin with the namespace. */
    boolean reachesBeyond(String namespace) {
        return flags.contains("allkeys") || patterns.stream().anyMatch(pattern -> !pattern.startsWith(namespace + ":"));
    }
}
