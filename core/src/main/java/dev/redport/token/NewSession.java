package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session to be created. Every method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class NewSession {
    private final Subject subject;
    private final Device device;
    private final Map<String, String> attributes;
    private final @Nullable Lifetime lifetime;

    private NewSession(Subject subject, Device device, Map<String, String> attributes, @Nullable Lifetime lifetime) {
        this.subject = requireNonNull(subject, "subject");
        this.device = requireNonNull(device, "device");
        this.attributes = attributes;
        this.lifetime = lifetime;
    }

    /**
     * A session without attributes, for as long as the spec says.
     *
     * @param subject whose
     * @return the session
     */
    public static NewSession of(Subject subject) {
        return new NewSession(subject, Device.UNKNOWN, Map.of(), null);
    }

    /**
     * Where it begins, for device lists.
     *
     * @param where the device
     * @return a copy
     */
    public NewSession device(Device where) {
        return new NewSession(subject, where, attributes, lifetime);
    }

    /**
     * One more attribute.
     *
     * @param name 1 to 64 of {@code A-Za-z0-9_.-}; readable in Redis
     * @param value at most 16,384 bytes of UTF-8; readable in Redis unless the spec encrypts attributes
     * @return a copy
     * @throws IllegalArgumentException if name or value is not allowed, or there are more than 64
     */
    public NewSession attribute(String name, String value) {
        Map<String, String> more = new HashMap<>(attributes);
        more.put(name, value);
        Attributes.check(more);
        return new NewSession(subject, device, Map.copyOf(more), lifetime);
    }

    /**
     * Another lifetime than the spec's, such as without "remember me".
     *
     * @param idle it ends when not used for so long
     * @param longest it ends so long after it began
     * @return a copy
     * @throws IllegalArgumentException if a time is below 1 ms, or the first is longer than the second
     */
    public NewSession lifetime(Duration idle, Duration longest) {
        return new NewSession(subject, device, attributes, new Lifetime(idle, longest));
    }

    Subject subject() {
        return subject;
    }

    Device device() {
        return device;
    }

    Map<String, String> attributes() {
        return attributes;
    }

    Optional<Lifetime> lifetime() {
        return Optional.ofNullable(lifetime);
    }

    @Override
    public String toString() {
        return "NewSession[***]";
    }
}
