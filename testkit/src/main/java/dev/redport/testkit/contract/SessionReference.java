package dev.redport.testkit.contract;

import dev.redport.token.ClientId;
import dev.redport.token.Scope;
import dev.redport.token.SessionId;
import dev.redport.token.SessionLimit;
import dev.redport.token.Subject;
import dev.redport.token.Token;
import dev.redport.token.TokenRef;
import dev.redport.token.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What sessions and revocations are to do, written as plainly as possible. One thread, no network, a clock that is set. */
final class SessionReference {
    final List<Session> sessions = new ArrayList<>();
    private final Map<Subject, Long> highest = new HashMap<>();
    private final Map<Scope, Long> cuts = new HashMap<>();
    private final Map<String, Long> denied = new HashMap<>();
    private final int most;
    private final SessionLimit limit;
    private final long idle;
    private final long longest;
    private final long skew;
    private long outside;
    long now;

    /** A session that was created, dead or alive. */
    static final class Session {
        final Subject subject;
        final SessionId id;
        final long stamp;
        final long absolute;
        final List<Token> oldTokens = new ArrayList<>();
        Token token;
        long score;
        long seen;
        long version = 1;
        boolean gone;

        Session(Subject subject, SessionId id, Token token, long stamp, long score, long absolute, long seen) {
            this.subject = subject;
            this.id = id;
            this.token = token;
            this.stamp = stamp;
            this.score = score;
            this.absolute = absolute;
            this.seen = seen;
        }
    }

    /** An access token that was issued. */
    record Access(
            TokenRef ref,
            String id,
            Subject subject,
            @Nullable ClientId client,
            @Nullable Session session,
            long stamp,
            long expires) {}

    SessionReference(int most, SessionLimit limit, long idle, long longest, long skew) {
        this.most = most;
        this.limit = limit;
        this.idle = idle;
        this.longest = longest;
        this.skew = skew;
    }

    private long cut(Scope scope) {
        return cuts.getOrDefault(scope, 0L);
    }

    private long cut(Subject subject, @Nullable ClientId client) {
        long cut = Math.max(cut(Scope.of(subject)), cut(Scope.everyone()));
        if (!subject.tenant().isEmpty()) {
            cut = Math.max(cut, cut(Scope.ofTenant(subject.tenant())));
        }
        return client == null ? cut : Math.max(cut, Math.max(cut(Scope.of(client)), cut(Scope.of(subject, client))));
    }

    boolean alive(Session session) {
        return !session.gone && session.score > now && session.stamp > cut(session.subject, null);
    }

    List<Session> alive(Subject subject) {
        return sessions.stream()
                .filter(each -> each.subject.equals(subject) && alive(each))
                .toList();
    }

    long stamp(Subject subject, @Nullable ClientId client) {
        long stamp = Math.max(Math.max(now, highest.getOrDefault(subject, 0L)), cut(subject, client) + 1);
        highest.put(subject, stamp);
        return stamp;
    }

    /** Those that end to make room for one more; null if there is none. */
    @Nullable
    List<Session> makeRoom(Subject subject) {
        for (Session each : sessions) {
            each.gone |= each.subject.equals(subject) && each.score <= now; // what is over may be forgotten
        }
        List<Session> alive = new ArrayList<>(alive(subject));
        if (alive.size() < most) {
            return List.of();
        }
        if (limit == SessionLimit.REJECT) {
            return null;
        }
        Comparator<Session> oldest = Comparator.comparing(each -> each.id.text());
        alive.sort(
                limit == SessionLimit.EVICT_OLDEST
                        ? oldest
                        : Comparator.<Session>comparingLong(each -> each.score).thenComparing(oldest));
        List<Session> evicted = alive.subList(0, alive.size() - most + 1);
        evicted.forEach(each -> each.gone = true);
        return evicted;
    }

    Session created(Subject subject, SessionId id, Token token) {
        Session session = new Session(
                subject, id, token, stamp(subject, null), Math.min(now + idle, now + longest), now + longest, now);
        sessions.add(session);
        return session;
    }

    void touch(Session session) {
        if (now >= session.seen) {
            session.seen = now;
            session.score = Math.max(session.score, Math.min(now + idle, session.absolute));
        }
    }

    int end(List<Session> some) {
        some.forEach(each -> each.gone = true);
        return some.size();
    }

    void endAll(Subject subject) {
        sessions.stream().filter(each -> each.subject.equals(subject)).forEach(each -> each.gone = true);
    }

    long revokeBefore(Scope scope) {
        long cut;
        if (scope instanceof Scope.OfSubject of) {
            cut = own(scope, of.subject());
            endAll(of.subject());
        } else if (scope instanceof Scope.OfSubjectAtClient of) {
            cut = own(scope, of.subject());
        } else {
            cut = Math.max(now + skew, outside + 10);
            outside = cut;
        }
        cuts.put(scope, cut);
        return cut;
    }

    private long own(Scope scope, Subject subject) {
        long cut = Math.max(now, highest.getOrDefault(subject, 0L));
        cut = Math.max(cut, Math.max(cut(scope), cut(Scope.of(subject))) + 1);
        highest.put(subject, cut);
        return cut;
    }

    /** Until when it is denied, before and after. */
    boolean deny(String id, long until) {
        boolean longer = until > denied.getOrDefault(id, 0L);
        denied.merge(id, until, Math::max);
        return longer;
    }

    Verdict check(Access access) {
        if (!Instant.ofEpochMilli(now).isBefore(Instant.ofEpochMilli(access.expires() + skew))) {
            return Verdict.EXPIRED;
        }
        if (denied.containsKey(access.id())) {
            return Verdict.DENIED;
        }
        if (access.stamp() <= cut(access.subject(), access.client())) {
            return Verdict.BEFORE_CUTOFF;
        }
        if (access.stamp() > Math.max(highest.getOrDefault(access.subject(), 0L), now + 2 * skew + 1_000)) {
            return Verdict.NOT_YET_ISSUED; // by the second of a clock that was set back since
        }
        Session session = access.session();
        return session == null || (alive(session) && session.subject.equals(access.subject()))
                ? Verdict.ACTIVE
                : Verdict.SESSION_ENDED;
    }
}
