package dev.redport.benchmarks;

import dev.redport.token.Creation;
import dev.redport.token.NewSession;
import dev.redport.token.Patch;
import dev.redport.token.Token;
import dev.redport.token.TokenStore;
import dev.redport.token.Update;
import java.util.Map;

/** Sessions of a token store. */
final class RedportSessions implements SessionPeer {
    static final String EACH_USE = "Redport, each use written";
    static final String MINUTE = "Redport";

    private final String name;
    private final TokenStore store;
    private final boolean device;

    RedportSessions(String name, TokenStore store, boolean device) {
        this.name = name;
        this.store = store;
        this.device = device;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String create(int user) {
        return create(store, user, device, Sample.ATTRIBUTES).token().reveal();
    }

    static Creation.Created create(TokenStore store, int user, boolean device, Map<String, String> attributes) {
        NewSession session = NewSession.of(Sample.subject(user));
        if (device) {
            session = session.device(Sample.DEVICE);
        }
        for (Map.Entry<String, String> each : attributes.entrySet()) {
            session = session.attribute(each.getKey(), each.getValue());
        }
        return (Creation.Created) store.sessions().create(session);
    }

    @Override
    public boolean find(String token) {
        return store.sessions().find(Token.of(token)).isPresent();
    }

    @Override
    public boolean touch(String token) {
        return store.sessions().findAndTouch(Token.of(token)).isPresent();
    }

    @Override
    public boolean update(String token) {
        return store.sessions().findAndTouch(Token.of(token)).isPresent()
                && store.sessions().update(Token.of(token), Patch.set(Sample.CHANGED, Sample.CHANGE))
                        instanceof Update.Updated;
    }

    @Override
    public boolean end(String token) {
        return store.sessions().end(Token.of(token));
    }

    @Override
    public int list(int user) {
        return store.sessions().list(Sample.subject(user)).size();
    }
}
