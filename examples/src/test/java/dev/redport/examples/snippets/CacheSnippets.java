package dev.redport.examples.snippets;

import dev.redport.Redport;
import dev.redport.cache.Cache;
import dev.redport.cache.CacheSpec;
import dev.redport.cache.Codecs;
import dev.redport.cache.Lookup;
import dev.redport.config.RedisConfig;
import dev.redport.examples.snippets.Shop.Repository;
import dev.redport.examples.snippets.Shop.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The cache. */
final class CacheSnippets {
    private CacheSnippets() {}

    @SuppressWarnings("unused")
    static void firstScreen(RedisConfig config, Repository repository, List<String> ids) {
        // snippet: first-screen
        try (Redport redport = Redport.connect(config)) { // RedisConfig.fromEnvironment(), or RedisConfig.of(url)
            Cache<String, User> users =
                    redport.cache(CacheSpec.named("user", User.class).ttl(Duration.ofHours(1)));

            User ada = users.getOrLoad("1", repository::read); // from Redis, or loaded once and stored
            Map<String, User> team = users.getOrLoadAll(ids, repository::readAll); // hits in a trip, misses in a query
            users.invalidate("1"); // a load under way, in any process, cannot bring the old value back
            boolean ready = redport.health().check().isReady();
        }
        // end
    }

    static boolean cache(Redport redport, Repository repository) {
        // snippet: cache
        CacheSpec<String, User> spec = CacheSpec.named("user", User.class)
                .ttl(Duration.ofHours(1)) // shortened by up to 10 %, so that entries do not expire together
                .negativeTtl(Duration.ofSeconds(30)) // remember that there is no such user
                .bypass(8); // Redis fails: read from the database, at most 8 loads at a time
        Cache<String, User> users = redport.cache(spec);

        Optional<User> user = users.findOrLoad("7", repository::find);
        boolean stored = users.putIfAbsent("8", new User("Edsger"));
        if (users.lookup("8") instanceof Lookup.Hit<User> hit) {
            stored &= users.replace("8", hit.version(), new User("Barbara")); // false if somebody was faster
        }
        CompletableFuture<Optional<User>> later = users.async().find("8");
        // end
        return stored && user.isEmpty() && later.join().isPresent();
    }

    static void update(Cache<String, User> users, Repository repository) {
        // snippet: update
        repository.update("1", new User("Ada Lovelace")); // first the truth,
        users.invalidate("1"); // then the copy; if this throws, call it again
        // end
    }

    static Cache<String, String> shared(Redport redport) {
        // snippet: shared
        CacheSpec<String, String> spec =
                CacheSpec.named("greeting", Codecs.string()).sharedAs("greeting:");
        Cache<String, String> greetings = redport.cache(spec);
        greetings.put("en", "Hello"); // SET greeting:en Hello PX ...
        // end
        return greetings;
    }
}
