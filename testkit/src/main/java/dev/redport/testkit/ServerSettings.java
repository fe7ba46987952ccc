package dev.redport.testkit;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an {@link EmbeddedRedis} is started with, and how it reads in redis.conf. */
record ServerSettings(
        @Nullable String password,
        boolean defaultUser,
        List<List<String>> users,
        @Nullable TestCertificates certificates,
        boolean clientCertificates,
        List<List<String>> directives,
        List<String> arguments,
        String adminPassword) {

    ServerSettings {
        users = List.copyOf(users);
        directives = List.copyOf(directives);
        arguments = List.copyOf(arguments);
    }

    static ServerSettings of(
            @Nullable String password,
            boolean defaultUser,
            List<List<String>> users,
            @Nullable TestCertificates certificates,
            boolean clientCertificates,
            List<List<String>> directives) {
        String adminPassword = UUID.randomUUID().toString();
        return new ServerSettings(
                password, defaultUser, users, certificates, clientCertificates, directives, List.of(), adminPassword);
    }

    /** The same with these lines of a topology before what the caller set, which still wins. */
    ServerSettings within(List<List<String>> topology) {
        List<List<String>> all = new ArrayList<>(topology);
        all.addAll(directives);
        return new ServerSettings(
                password, defaultUser, users, certificates, clientCertificates, all, arguments, adminPassword);
    }

    /** Lines that let servers replicate from each other, whatever their passwords, and fast. */
    List<List<String>> replication() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("masteruser", AdminClient.USER));
        lines.add(List.of("masterauth", adminPassword));
        lines.add(List.of("repl-diskless-sync", "yes"));
        lines.add(List.of("repl-diskless-sync-delay", "0"));
        if (certificates != null) {
            lines.add(List.of("tls-replication", "yes"));
        }
        return lines;
    }

    /** The whole configuration file; what the caller set comes after our own lines and wins. */
    String configuration(int port, Path directory) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(List.of("bind", LoopbackPort.HOST));
        lines.add(List.of("dir", directory.toString()));
        lines.add(List.of("save", ""));
        lines.add(List.of("appendonly", "no"));
        lines.add(List.of("daemonize", "no"));
        lines.add(List.of("port", certificates == null ? Integer.toString(port) : "0"));
        if (certificates != null) {
            lines.add(List.of("tls-port", Integer.toString(port)));
            lines.add(List.of("tls-cert-file", certificates.serverCertificate().toString()));
            lines.add(List.of("tls-key-file", certificates.serverKey().toString()));
            lines.add(List.of("tls-ca-cert-file", certificates.ca().toString()));
            lines.add(List.of("tls-auth-clients", clientCertificates ? "yes" : "no"));
        }
        if (password != null) {
            lines.add(List.of("requirepass", password));
        }
        if (!defaultUser) {
            lines.add(List.of("user", "default", "off"));
        }
        lines.add(user(AdminClient.USER, adminPassword, List.of("allkeys", "allchannels", "allcommands")));
        lines.addAll(users);
        lines.addAll(directives);
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            text.append(line.get(0));
            line.stream().skip(1).forEach(word -> text.append(' ').append(quoted(word)));
            text.append('\n');
        }
        return text.toString();
    }

    static List<String> user(String name, String password, List<String> rules) {
        List<String> line = new ArrayList<>(List.of("user", name, "on", ">" + password));
        line.addAll(rules);
        return List.copyOf(line);
    }

    /** A user line of what a builder was given; no rules mean everything is allowed. */
    static List<String> userOrAllowed(String name, String secret, String... aclRules) {
        List<String> rules =
                aclRules.length == 0 ? List.of("allkeys", "allchannels", "allcommands") : List.of(aclRules);
        return user(requireNonNull(name, "name"), requireNonNull(secret, "secret"), rules);
    }

    private static String quoted(String word) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\x%02x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /** Never shows a password. */
    @Override
    public String toString() {
        return "ServerSettings[tls=" + (certificates != null) + "]";
    }
}
