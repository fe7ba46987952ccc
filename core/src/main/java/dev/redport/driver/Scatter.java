package dev.redport.driver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One batch over several servers: one pipelined trip to each, all under way at the same time. What is sent on by a server
 * goes out in the next round. For one thread.
 */
final class Scatter {
    private final RoutingDriver driver;
    private final Layout layout;
    private final List<Command> commands;
    private final Call call;
    private final @Nullable Reply[] replies;
    private final Map<Redirect, Optional<Server>> followed = new HashMap<>();
    private Map<Server, List<Integer>> round = new LinkedHashMap<>();

    Scatter(RoutingDriver driver, Layout layout, List<Command> commands, Call call) {
        this.driver = driver;
        this.layout = layout;
        this.commands = commands;
        this.call = call;
        this.replies = new Reply[commands.size()];
    }

    /** The same command to each of them, without following anything. */
    static List<Reply> toEach(RoutingDriver driver, Layout layout, List<Server> servers, Command command, Call call) {
        Scatter scatter = new Scatter(driver, layout, Collections.nCopies(servers.size(), command), call);
        Map<Server, List<Integer>> groups = new LinkedHashMap<>();
        for (int i = 0; i < servers.size(); i++) {
            groups.put(servers.get(i), List.of(i));
        }
        scatter.exchange(groups);
        return scatter.all();
    }

    List<Reply> replies() {
        for (int i = 0; i < replies.length; i++) {
            try {
                Server server = driver.serving(layout, commands.get(i));
                round.computeIfAbsent(server, each -> new ArrayList<>()).add(i);
            } catch (RedisException e) {
                replies[i] = Reply.of(e);
            }
        }
        for (int sentOn = 0; !round.isEmpty(); sentOn++) {
            Map<Server, List<Integer>> sent = round;
            round = new LinkedHashMap<>();
            exchange(sent);
            sent.forEach(this::sendOn);
            if (sentOn == RoutingDriver.MOST_REDIRECTS) {
                round.values().forEach(items -> items.forEach(i -> replies[i] = Reply.of(Failures.sentInCircles())));
                break;
            }
        }
        return all();
    }

    private List<Reply> all() {
        return Arrays.stream(replies).map(Scatter::present).toList();
    }

    private static Reply present(@Nullable Reply reply) {
        return reply == null ? Reply.of(Failures.notConnected(null)) : reply;
    }

    /** Sends to those that are connected first, so that nobody waits for a server that is not. */
    private void exchange(Map<Server, List<Integer>> groups) {
        Map<Server, Exchange> begun = new LinkedHashMap<>();
        Map<Server, List<Integer>> rest = new LinkedHashMap<>();
        RuntimeException closed = null;
        for (Map.Entry<Server, List<Integer>> group : groups.entrySet()) {
            Server server = group.getKey();
            try {
                Exchange exchange = groups.size() == 1 ? null : server.tryBegin(batch(group.getValue()), call);
                if (exchange == null) {
                    rest.put(server, group.getValue());
                } else {
                    begun.put(server, exchange);
                }
            } catch (RedisException e) {
                group.getValue().forEach(i -> replies[i] = Reply.of(e));
            } catch (IllegalStateException e) {
                closed = e; // what is under way must be collected all the same
            }
        }
        begun.forEach((server, exchange) -> keep(groups.get(server), exchange.replies()));
        if (closed != null) {
            throw closed;
        }
        rest.forEach((server, items) -> keep(items, server.executeAll(batch(items), call)));
    }

    private List<Command> batch(List<Integer> items) {
        return items.size() == commands.size()
                ? commands
                : items.stream().map(commands::get).toList();
    }

    private void keep(@Nullable List<Integer> items, List<Reply> answers) {
        for (int i = 0; items != null && i < answers.size(); i++) {
            replies[items.get(i)] = answers.get(i);
        }
    }

    private void sendOn(Server asked, List<Integer> items) {
        for (int i : items) {
            Reply reply = replies[i];
            RedisException failure = reply == null ? null : reply.error();
            if (failure != null) {
                next(i, asked, failure)
                        .ifPresent(server -> round.computeIfAbsent(server, each -> new ArrayList<>())
                                .add(i));
            }
        }
    }

    private Optional<Server> next(int item, Server asked, RedisException failure) {
        Redirect redirect = Redirect.of(failure);
        return redirect == null
                ? Optional.ofNullable(driver.elsewhere(commands.get(item), asked, failure, call))
                : followed.computeIfAbsent(
                        redirect,
                        each -> Optional.ofNullable(driver.elsewhere(commands.get(item), asked, failure, call)));
    }
}
