package dev.redport.benchmarks;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;

/** Spring Session's repositories, used as its servlet filter uses them. Its clean-up job and its event listener do not run. */
final class SpringSessions<S extends Session> implements SessionPeer {
    static final String INDEXED = "Spring indexed";
    static final String SIMPLE = "Spring simple";

    private final String name;
    private final SessionRepository<S> repository;
    private final @Nullable FindByIndexNameSessionRepository<S> index;
    private final boolean device;

    private SpringSessions(
            String name,
            SessionRepository<S> repository,
            @Nullable FindByIndexNameSessionRepository<S> index,
            boolean device) {
        this.name = name;
        this.repository = repository;
        this.index = index;
        this.device = device;
    }

    /** Finds sessions by their user, too. */
    static SessionPeer indexed(RedisOperations<String, Object> redis, boolean device) {
        RedisIndexedSessionRepository repository = new RedisIndexedSessionRepository(redis);
        repository.setDefaultMaxInactiveInterval(Sample.IDLE);
        return new SpringSessions<>(INDEXED, repository, repository, device);
    }

    /** One hash for each session. */
    static SessionPeer simple(RedisOperations<String, Object> redis, boolean device) {
        RedisSessionRepository repository = new RedisSessionRepository(redis);
        repository.setRedisKeyNamespace("spring:simple"); // else both have the same keys
        repository.setDefaultMaxInactiveInterval(Sample.IDLE);
        return new SpringSessions<>(SIMPLE, repository, null, device);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String create(int user) {
        S session = repository.createSession();
        session.setAttribute(
                index == null ? "user" : FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, Sample.user(user));
        Sample.ATTRIBUTES.forEach(session::setAttribute);
        if (device) {
            session.setAttribute("device", Sample.DEVICE.name());
            session.setAttribute("address", Sample.DEVICE.address());
            session.setAttribute("agent", Sample.DEVICE.userAgent());
        }
        repository.save(session);
        return session.getId();
    }

    @Override
    public boolean find(String token) {
        return repository.findById(token) != null;
    }

    @Override
    public boolean touch(String token) {
        S session = repository.findById(token);
        if (session == null) {
            return false;
        }
        session.setLastAccessedTime(Instant.now());
        repository.save(session);
        return true;
    }

    @Override
    public boolean update(String token) {
        S session = repository.findById(token);
        if (session == null) {
            return false;
        }
        session.setAttribute(Sample.CHANGED, Sample.CHANGE);
        repository.save(session);
        return true;
    }

    @Override
    public boolean end(String token) {
        repository.deleteById(token);
        return true;
    }

    @Override
    public int list(int user) {
        return index == null ? -1 : index.findByPrincipalName(Sample.user(user)).size();
    }
}
