package dev.redport.driver;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends the whole script where a server does not know its SHA-1: after a restart, a failover or SCRIPT FLUSH. */
final class ScriptingDriver extends ForwardingDriver {
    ScriptingDriver(RedisDriver delegate) {
        super(delegate);
    }

    @Override
    RedisDriver around(RedisDriver other) {
        return new ScriptingDriver(other);
    }

    @Override
    public Reply execute(Command command, Call call) {
        Script script = command.script();
        if (script == null) {
            return delegate.execute(command, call);
        }
        try {
            return delegate.execute(command, call);
        } catch (RedisRejectedException e) {
            if (!isNoScript(e)) {
                throw e;
            }
            return delegate.execute(script.whole(command), call);
        }
    }

    @Override
    public List<Reply> executeAll(List<Command> commands, Call call) {
        List<Reply> replies = delegate.executeAll(commands, call);
        List<Integer> unknown = new ArrayList<>();
        List<Command> whole = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            Script script = commands.get(i).script();
            if (script != null && isNoScript(replies.get(i).error())) {
                unknown.add(i);
                whole.add(script.whole(commands.get(i)));
            }
        }
        if (unknown.isEmpty()) {
            return replies;
        }
        List<Reply> second = delegate.executeAll(whole, call);
        List<Reply> merged = new ArrayList<>(replies);
        for (int i = 0; i < unknown.size(); i++) {
            merged.set(unknown.get(i), second.get(i));
        }
        return merged;
    }

    private static boolean isNoScript(@Nullable RedisException e) {
        return e instanceof RedisRejectedException && e.kind() == ErrorKind.SCRIPT;
    }
}
