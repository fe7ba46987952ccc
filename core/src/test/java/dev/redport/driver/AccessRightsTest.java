package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Endpoint;
import dev.redport.config.RedisConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AccessRightsTest {
    private static final RedisConfig SHOP =
            RedisConfig.builder().namespace("shop").build();

    @Test
    void namesEachCommandOnce() {
        assertThat(AccessRights.table().stream().map(AccessRights.Right::command))
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates();
    }

    @Test
    void grantsWhatIsNeededAndNothingElse() {
        assertThat(AccessRights.ofData(SHOP, Need.HEALTH))
                .containsExactly("~shop:*", "+auth", "+client|setname", "+ping", "+hello", "+info");
        assertThat(AccessRights.ofData(SHOP, Need.CACHE, Need.HEALTH))
                .contains("+evalsha", "+eval", "+get", "+ping")
                .doesNotContain("+select", "+readonly", "+sentinel|master", "+incr", "+del");
        assertThat(AccessRights.ofSentinels())
                .containsExactly(
                        "+auth",
                        "+client|setname",
                        "+ping",
                        "+sentinel|get-master-addr-by-name",
                        "+sentinel|master",
                        "+sentinel|replicas");
    }

    @Test
    void grantsARateLimiterWhatItsScriptDoes() {
        assertThat(AccessRights.ofData(SHOP, Need.RATE_LIMITER))
                .containsExactly(
                        "~shop:*",
                        "+auth",
                        "+client|setname",
                        "+ping",
                        "+get",
                        "+set",
                        "+pexpire",
                        "+unlink",
                        "+evalsha",
                        "+eval",
                        "+time",
                        "+del",
                        "+zadd",
                        "+zrem",
                        "+zrangebyscore",
                        "+zrevrangebyscore",
                        "+zremrangebyscore");
    }

    @Test
    void grantsATokenStoreWhatItsScriptsDo() {
        assertThat(AccessRights.ofData(SHOP, Need.TOKEN_STORE))
                .containsExactly(
                        "~shop:*",
                        "+auth",
                        "+client|setname",
                        "+ping",
                        "+get",
                        "+mget",
                        "+set",
                        "+pexpire",
                        "+unlink",
                        "+evalsha",
                        "+eval",
                        "+time",
                        "+zadd",
                        "+zrem",
                        "+zrangebyscore",
                        "+zremrangebyscore",
                        "+pttl",
                        "+zscore",
                        "+zcard",
                        "+zcount",
                        "+zrange",
                        "+hset",
                        "+hdel",
                        "+hget",
                        "+hmget",
                        "+hgetall",
                        "+hkeys",
                        "+wait",
                        "+info");
    }

    @Test
    void followsDatabaseAndTopology() {
        RedisConfig second = RedisConfig.builder().namespace("shop").database(2).build();
        assertThat(AccessRights.ofData(second))
                .containsExactly("~shop:*", "+auth", "+client|setname", "+select", "+ping");
        RedisConfig cluster = RedisConfig.builder()
                .namespace("shop")
                .cluster(new Endpoint("localhost", 7000))
                .build();
        assertThat(AccessRights.ofData(cluster))
                .containsExactly(
                        "~shop:*",
                        "+auth",
                        "+client|setname",
                        "+ping",
                        "+cluster|nodes",
                        "+cluster|info",
                        "+asking",
                        "+readonly");
    }

    /** The Lua files of core: all of them, whoever adds one. */
    @Nested
    class OfScripts {
        private static final Pattern ANY_CALL = Pattern.compile("redis\\s*\\.\\s*p?call\\b");
        private static final Pattern CALL = Pattern.compile("\\bredis\\.call\\('([A-Z]+)'(?:,\\s*(KEYS\\[\\d+]|)|\\))");
        private static final Pattern CLASS = Pattern.compile("(?m)^-- Replay class ([A-Z_]+)[.:]");
        private static final Pattern MADE_KEY = Pattern.compile("\\bKEYS\\s*(?:\\[\\d+]\\s*[^\\s,)]|[^\\s\\[]|\\[\\D)");
        private static final Pattern DYNAMIC = Pattern.compile("\\b(loadstring|load|dofile|setfenv)\\b");

        private static List<Path> files(String directory, String suffix) {
            try (Stream<Path> all = Files.walk(Path.of(directory))) {
                return all.filter(file -> file.toString().endsWith(suffix)).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static List<MatchResult> all(Pattern pattern, String text) {
            return pattern.matcher(text).results().toList();
        }

        private static List<Path> scripts() {
            List<Path> scripts = files("src/main/resources", ".lua");
            assertThat(scripts).hasSizeGreaterThanOrEqualTo(4);
            return scripts;
        }

        /** The port whose directory the file is in. */
        private static Need port(Path script) {
            String directory = script.getName(script.getNameCount() - 2).toString();
            return switch (directory) {
                case "ratelimit" -> Need.RATE_LIMITER;
                case "token" -> Need.TOKEN_STORE;
                default -> Need.valueOf(directory.toUpperCase(Locale.ROOT));
            };
        }

        @Test
        void theCommandsInsideAreRightsOfTheirPort() {
            for (Path script : scripts()) {
                String source = read(script);
                List<MatchResult> calls = all(CALL, source);
                assertThat(calls).as("%s: literal names only", script).hasSameSizeAs(all(ANY_CALL, source));
                for (MatchResult call : calls) {
                    assertThat(AccessRights.table())
                            .as("%s: %s", script, call.group(1))
                            .anyMatch(right -> right.command().equals(call.group(1))
                                    && right.needs().contains(port(script)));
                }
            }
        }

        @Test
        void everyKeyIsOneOfKeysAndNoTextBecomesCode() {
            for (Path script : scripts()) {
                String code = read(script).replaceAll("(?m)--.*$", "");
                for (MatchResult call : all(CALL, code)) {
                    assertThat(call.group(1).equals("TIME")
                                    || String.valueOf(call.group(2)).startsWith("KEYS"))
                            .as("%s: %s", script, call.group())
                            .isTrue();
                }
                assertThat(DYNAMIC.matcher(code).find()).as(script.toString()).isFalse();
                assertThat(MADE_KEY.matcher(code).find()).as(script.toString()).isFalse();
            }
        }

        @Test
        void eachIsMarkedWithTheReplayClassItsHeaderSays() {
            List<Path> sources = files("src/main/java", ".java");
            for (Path script : scripts()) {
                if (isHead(script, sources)) {
                    continue; // has the class of the scripts behind it
                }
                Pattern mark = Pattern.compile("Script\\.beside\\(\\s*\\w+\\.class,\\s*\""
                        + Pattern.quote(script.getFileName().toString())
                        + "\",\\s*Replay\\.([A-Z_]+)(?:,\\s*\"\\w+\\.lua\")*\\)");
                List<String> marks = sources.stream()
                        .flatMap(source -> all(mark, read(source)).stream().map(found -> found.group(1)))
                        .toList();
                List<String> header = all(CLASS, read(script)).stream()
                        .map(found -> found.group(1))
                        .toList();
                assertThat(marks).as(script.toString()).isNotEmpty().isEqualTo(header);
            }
        }

        private static boolean isHead(Path script, List<Path> sources) {
            Pattern head = Pattern.compile("Replay\\.[A-Z_]+,\\s*\""
                    + Pattern.quote(script.getFileName().toString()) + "\"");
            return sources.stream()
                    .anyMatch(source -> head.matcher(read(source)).find());
        }

        @Test
        void noSourceIsPutTogetherAtRunTime() {
            Pattern of = Pattern.compile("Script\\.of\\(");
            assertThat(files("src/main/java", ".java"))
                    .filteredOn(source -> !source.endsWith("Script.java"))
                    .noneMatch(source -> of.matcher(read(source)).find());
        }
    }
}
