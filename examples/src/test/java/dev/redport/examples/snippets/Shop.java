package dev.redport.examples.snippets;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the snippets are about: users, and a place where they are really kept. */
final class Shop {
    static final List<String> IDS = List.of("1", "2", "3");

    private Shop() {}

    /** What is cached. */
    record User(String name) {}

    /** Stands for a database. */
    static final class Repository {
        private final Map<String, User> rows = new HashMap<>(Map.of("1", new User("Ada"), "2", new User("Grace")));

        User read(String id) {
            return find(id).orElseThrow();
        }

        Optional<User> find(String id) {
            return Optional.ofNullable(rows.get(id));
        }

        Map<String, User> readAll(Set<String> ids) {
            Map<String, User> found = new HashMap<>(rows);
            found.keySet().retainAll(ids);
            return found;
        }

        void update(String id, User user) {
            rows.put(id, user);
        }
    }
}
