package dev.redport.token;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Changes of a session's attributes. Every method returns a changed copy.
 *
 * @since 0.1.0
 */
public final class Patch {
    private final Map<String, String> set;
    private final Set<String> removed;

    private Patch(Map<String, String> set, Set<String> removed) {
        Attributes.checkNumber(set.size() + removed.size());
        this.set = set;
        this.removed = removed;
    }

    /**
     * Sets an attribute.
     *
     * @param name 1 to 64 of {@code A-Za-z0-9_.-}
     * @param value at most 16,384 bytes of UTF-8
     * @return the patch
     * @throws IllegalArgumentException if name or value is not allowed
     */
    public static Patch set(String name, String value) {
        return new Patch(Map.of(), Set.of()).andSet(name, value);
    }

    /**
     * Removes an attribute, if there is such a one.
     *
     * @param name its name
     * @return the patch
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static Patch remove(String name) {
        return new Patch(Map.of(), Set.of()).andRemove(name);
    }

    /**
     * Sets one more attribute.
     *
     * @param name 1 to 64 of {@code A-Za-z0-9_.-}
     * @param value at most 16,384 bytes of UTF-8
     * @return a copy
     * @throws IllegalArgumentException if name or value is not allowed, or there are more than 64 changes
     */
    public Patch andSet(String name, String value) {
        Map<String, String> more = new HashMap<>(set);
        more.put(name, value);
        Attributes.check(more);
        Set<String> fewer = new HashSet<>(removed);
        fewer.remove(name);
        return new Patch(Map.copyOf(more), Set.copyOf(fewer));
    }

    /**
     * Removes one more attribute.
     *
     * @param name its name
     * @return a copy
     * @throws IllegalArgumentException if the name is not allowed, or there are more than 64 changes
     */
    public Patch andRemove(String name) {
        Attributes.checkName(name);
        Map<String, String> fewer = new HashMap<>(set);
        fewer.remove(name);
        Set<String> more = new HashSet<>(removed);
        more.add(name);
        return new Patch(Map.copyOf(fewer), Set.copyOf(more));
    }

    Map<String, String> toSet() {
        return set;
    }

    Set<String> toRemove() {
        return removed;
    }

    @Override
    public String toString() {
        return "Patch[" + set.size() + " set, " + removed.size() + " removed]";
    }
}
