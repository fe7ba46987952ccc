package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.redport.config.ConfigException;
import dev.redport.config.Endpoint;
import dev.redport.config.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the sentinels for the master. Where they differ, the one with the highest configuration epoch is right: "Guidelines
 * for Redis clients with support for Redis Sentinel" and "Configuration epochs" of the Redis documentation.
 */
final class SentinelDiscovery implements Discovery {
    private final Topology.Sentinel topology;
    private final Servers servers;
    private final List<Command> questions;
    private volatile @Nullable SentinelView view;

    SentinelDiscovery(Topology.Sentinel topology, Servers servers) {
        this.topology = topology;
        this.servers = servers;
        byte[] master = topology.master().getBytes(UTF_8);
        questions = List.of(
                Command.of(Verb.SENTINEL, "GET-MASTER-ADDR-BY-NAME".getBytes(UTF_8), master),
                Command.of(Verb.SENTINEL, "MASTER".getBytes(UTF_8), master),
                Command.of(Verb.SENTINEL, "REPLICAS".getBytes(UTF_8), master));
    }

    @Override
    public Layout discover(@Nullable Layout last) {
        List<Server> sentinels = topology.nodes().stream()
                .map(node -> servers.get(node, Server.Role.SCOUT))
                .toList();
        Endpoint master = null;
        List<Server> replicas = List.of();
        long best = -1;
        List<Poll.Answer> answers = answers(sentinels, last == null);
        for (Poll.Answer answer : answers) {
            Endpoint named = address(answer.replies().get(0));
            long epoch = number(answer.replies().get(1), "config-epoch");
            if (named != null && epoch > best) {
                master = named;
                best = epoch;
                replicas = replicas(answer.replies().get(2), named);
            }
        }
        view = view(answers);
        if (master == null) {
            throw new RedisUnavailableException(
                    ErrorKind.NOT_CONNECTED, "No sentinel knows the master; check REDIS_SENTINEL_MASTER");
        }
        return Layout.of(new Shard(servers.get(master, Server.Role.MASTER), replicas));
    }

    private List<Poll.Answer> answers(List<Server> sentinels, boolean first) {
        try {
            return first ? Poll.askFirst(sentinels, questions) : Poll.ask(sentinels, questions);
        } catch (RedisAuthenticationException e) {
            throw new RedisAuthenticationException(
                    ErrorKind.AUTH,
                    "The sentinels want other credentials; check REDIS_SENTINEL_USERNAME and REDIS_SENTINEL_PASSWORD",
                    e);
        } catch (RedisRejectedException e) {
            throw new RedisRejectedException(
                    e.kind(),
                    "Nobody at REDIS_SENTINEL_NODES answers as a sentinel; check REDIS_MODE, and the rights of the user there",
                    e);
        }
    }

    @Override
    public @Nullable SentinelView sentinels() {
        return view;
    }

    /** Where they differ, the sentinel that knows of the most others, or wants the most votes, is believed. */
    private SentinelView view(List<Poll.Answer> answers) {
        int known = answers.size();
        int quorum = 1;
        for (Poll.Answer answer : answers) {
            Reply master = answer.replies().get(1);
            known = (int) Math.max(known, 1 + number(master, "num-other-sentinels"));
            quorum = (int) Math.max(quorum, number(master, "quorum"));
        }
        return new SentinelView(topology.nodes().size(), answers.size(), known, quorum);
    }

    /** Often, because the former master of a planned failover goes on taking writes, which are lost, for many seconds. */
    @Override
    public Duration period() {
        return Duration.ofSeconds(1);
    }

    private static @Nullable Endpoint address(Reply reply) {
        if (reply.isNil() || reply.isError()) {
            return null;
        }
        List<Reply> parts = reply.list();
        return parts.size() == 2 ? endpoint(parts.get(0).text(), parts.get(1).text()) : null;
    }

    private static @Nullable Endpoint endpoint(@Nullable String host, @Nullable String port) {
        try {
            return host == null || port == null ? null : new Endpoint(host, Integer.parseInt(port));
        } catch (ConfigException | NumberFormatException e) {
            return null;
        }
    }

    private static long number(Reply master, String field) {
        String text = master.isError() || master.isNil() ? null : fields(master).get(field);
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private List<Server> replicas(Reply reply, Endpoint master) {
        List<Server> replicas = new ArrayList<>();
        if (reply.isError() || reply.isNil()) {
            return replicas;
        }
        for (Reply each : reply.list()) {
            Map<String, String> fields = fields(each);
            Endpoint endpoint = endpoint(fields.get("ip"), fields.get("port"));
            String flags = fields.getOrDefault("flags", "");
            boolean works = !flags.contains("down") && !flags.contains("disconnected");
            boolean follows = "ok".equals(fields.get("master-link-status"));
            if (endpoint != null && works && follows && !endpoint.equals(master)) {
                replicas.add(servers.get(endpoint, Server.Role.REPLICA));
            }
        }
        replicas.sort(Comparator.comparing(Server::toString));
        return replicas;
    }

    private static Map<String, String> fields(Reply flat) {
        List<Reply> words = flat.list();
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < words.size(); i += 2) {
            fields.put(words.get(i).text(), words.get(i + 1).text());
        }
        return fields;
    }
}
