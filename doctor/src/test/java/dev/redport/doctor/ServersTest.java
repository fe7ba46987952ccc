package dev.redport.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redport.config.Credentials;
import dev.redport.config.RedisConfig;
import dev.redport.config.Secret;
import dev.redport.driver.Need;
import dev.redport.testkit.EmbeddedRedis;
import dev.redport.testkit.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ServersTest {
    private static final DoctorOptions NO_ADMIN = DoctorOptions.defaults();
    private static final DoctorOptions ADMIN =
            NO_ADMIN.withAdmin(new Credentials("doctor", Secret.of(Examined.ADMIN_PASSWORD)));

    @Nested
    class AGoodServer {
        /** Everything a server may see of the doctor: nothing here can change data or settings. */
        private static final Set<String> READ_ONLY =
                Set.of("auth", "client", "ping", "info", "config", "acl", "slowlog", "time", "hello", "command");

        /** Those whose rights are tried, on a key that does not exist. */
        private static final Set<String> TRIED = Set.of(
                "get",
                "mget",
                "getrange",
                "exists",
                "scan",
                "pexpire",
                "unlink",
                "del",
                "set",
                "evalsha",
                "eval",
                "zadd",
                "zrem",
                "zrangebyscore",
                "zrevrangebyscore",
                "zremrangebyscore",
                "pttl",
                "zscore",
                "zcard",
                "zcount",
                "zrange",
                "hset",
                "hdel",
                "hget",
                "hmget",
                "hgetall",
                "hkeys",
                "wait",
                "lastsave");

        @Test
        void passesWithAnAdminAndIsOnlyRead() {
            try (EmbeddedRedis server = Examined.goodServer().start()) {
                server.resetStats();
                Examined seen = Examined.of(Examined.withTls(Examined.config(server), server.certificates()), ADMIN);
                Map<Status, List<String>> byStatus = seen.report().findings().stream()
                        .collect(Collectors.groupingBy(
                                Finding::status, Collectors.mapping(Finding::check, Collectors.toList())));
                assertEquals(
                        List.of(),
                        byStatus.getOrDefault(Status.FAIL, List.of()),
                        seen.report().toText());
                // the certificates of the tests live for 12 hours, and the server of the tests is old
                assertEquals(
                        Set.of("server-lua-fix", "tls-server-certificate", "tls-client-certificate"),
                        Set.copyOf(byStatus.get(Status.WARN)),
                        seen.report().toText());
                assertEquals(
                        Set.of(
                                "replicas-write",
                                "sentinel-reachable",
                                "sentinel-count",
                                "sentinel-quorum",
                                "sentinel-ckquorum",
                                "sentinel-replicas",
                                "cluster-state",
                                "cluster-masters",
                                "cluster-replicas",
                                "metrics-endpoint",
                                "health-endpoint",
                                "alert-rules",
                                "backup",
                                "firewall",
                                "load-test"),
                        Set.copyOf(byStatus.get(Status.SKIP)),
                        seen.report().toText());
                assertEquals(0, seen.report().exitStatus(false));
                assertEquals(1, seen.report().exitStatus(true));
                Set<String> others = sent(server);
                others.removeAll(READ_ONLY);
                assertEquals(Set.of(), others);
            }
        }

        @Test
        void isTriedWithoutAnAdminAndKeepsItsData() {
            try (EmbeddedRedis server = Examined.goodServer().start()) {
                server.execute("SET", "redport:c:kept", "1");
                server.resetStats();
                long changes = Long.parseLong(server.info("persistence").get("rdb_changes_since_last_save"));
                Examined seen = Examined.of(Examined.withTls(Examined.config(server), server.certificates()), NO_ADMIN);
                seen.has("acl-commands", Status.PASS)
                        .has("acl-keys", Status.PASS)
                        .has("acl-dangerous", Status.PASS)
                        .has("tcp-keepalive", Status.SKIP, "NOPERM")
                        .has("slowlog", Status.SKIP, "NOPERM")
                        .has("maxmemory", Status.PASS);
                Set<String> others = sent(server);
                others.removeAll(READ_ONLY);
                others.removeAll(TRIED);
                assertEquals(Set.of(), others);
                assertEquals(changes, Long.parseLong(server.info("persistence").get("rdb_changes_since_last_save")));
                assertEquals(1L, server.execute("DBSIZE"));
            }
        }

        private Set<String> sent(EmbeddedRedis server) {
            return server.info("commandstats").keySet().stream()
                    .map(name -> name.replaceFirst("cmdstat_", "").replaceFirst("\\|.*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Nested
    class AnOpenServer {
        @Test
        void isNamedFaultByFault() {
            try (EmbeddedRedis server = EmbeddedRedis.builder()
                    .config("maxmemory-policy", "allkeys-lru")
                    .config("timeout", "30")
                    .config("tcp-keepalive", "0")
                    .config("slowlog-log-slower-than", "0")
                    .start()) {
                Examined seen = Examined.of(
                        RedisConfig.builder()
                                .host(server.host())
                                .port(server.port())
                                .poolSize(2),
                        NO_ADMIN);
                seen.has("connect", Status.PASS)
                        .has("configuration", Status.PASS, "refuse to start")
                        .has("tls-enabled", Status.FAIL, "REDIS_TLS_ENABLED: false")
                        .has("password-length", Status.FAIL, "REDIS_PASSWORD")
                        .has("pool-size", Status.FAIL, "REDIS_POOL_SIZE: 2")
                        .has("auth-required", Status.FAIL, "was answered")
                        .has("acl-user", Status.FAIL, "default user")
                        .has("acl-keys", Status.FAIL, "outside redport:*")
                        .has("acl-dangerous", Status.FAIL, "CONFIG GET")
                        .has("maxmemory", Status.WARN, "maxmemory is 0")
                        .has("eviction-policy", Status.FAIL, "allkeys-lru")
                        .has("persistence", Status.FAIL, "appendonly no")
                        .has("idle-timeout", Status.WARN, "timeout 30")
                        .has("tcp-keepalive", Status.WARN, "tcp-keepalive 0")
                        .has("slowlog", Status.WARN)
                        .has("clock-skew", Status.PASS)
                        .has("latency", Status.PASS)
                        .has("max-clients", Status.PASS);
                assertEquals(2, seen.report().exitStatus(false));
            }
        }

        @Test
        void isJudgedByThePortsThatAreUsed() {
            try (EmbeddedRedis server = EmbeddedRedis.builder()
                    .config("maxmemory-policy", "allkeys-lru")
                    .start()) {
                Examined.of(
                                RedisConfig.builder().host(server.host()).port(server.port()),
                                NO_ADMIN.withPorts(Set.of(Need.CACHE)).withInstances(100_000))
                        .has("eviction-policy", Status.PASS)
                        .has("persistence", Status.SKIP)
                        .has("max-clients", Status.FAIL, "100000 instances");
            }
        }
    }

    @Nested
    class TheRights {
        @Test
        void thatAreMissingAreNamed() {
            try (EmbeddedRedis server = EmbeddedRedis.builder()
                    .user("app", Examined.PASSWORD, "~redport:*", "+@all", "-@dangerous", "-zadd", "-hset")
                    .user("doctor", Examined.ADMIN_PASSWORD)
                    .start()) {
                for (DoctorOptions options : List.of(NO_ADMIN, ADMIN)) {
                    Examined.of(Examined.config(server), options)
                            .has("acl-commands", Status.FAIL, "ZADD, HSET, INFO")
                            .has("acl-keys", Status.PASS)
                            .has("acl-dangerous", Status.PASS)
                            .has("acl-user", Status.PASS);
                }
            }
        }

        @Test
        void thatAreTooManyAreNamed() {
            try (EmbeddedRedis server = EmbeddedRedis.builder()
                    .user("app", Examined.PASSWORD, "~*", "+@all")
                    .user("doctor", Examined.ADMIN_PASSWORD)
                    .start()) {
                for (DoctorOptions options : List.of(NO_ADMIN, ADMIN)) {
                    Examined seen = Examined.of(Examined.config(server), options);
                    seen.has("acl-keys", Status.FAIL).has("acl-dangerous", Status.FAIL, "CONFIG");
                    assertEquals(
                            options == ADMIN,
                            seen.finding("acl-dangerous").seen().contains("may call FLUSHALL"));
                }
            }
        }

        @Test
        void ofAnotherNamespaceAreNamed() {
            try (EmbeddedRedis server = EmbeddedRedis.builder()
                    .user("app", Examined.PASSWORD, "~shop:*", "+@all", "-@dangerous", "+info")
                    .user("doctor", Examined.ADMIN_PASSWORD)
                    .start()) {
                for (DoctorOptions options : List.of(NO_ADMIN, ADMIN)) {
                    Examined.of(Examined.config(server), options)
                            .has("acl-commands", Status.FAIL, "none of the keys redport:*");
                }
            }
        }

        @Test
        void thatTheServiceWasDeniedAreCounted() {
            try (EmbeddedRedis server = Examined.goodServer().start()) {
                RedisConfig config = Examined.withTls(Examined.config(server), server.certificates())
                        .build();
                Examined.of(config.toBuilder(), NO_ADMIN).has("acl-dangerous", Status.PASS);
                Examined.of(config.toBuilder(), ADMIN).has("acl-log", Status.PASS);
                try (dev.redport.Redport redport = dev.redport.Redport.connect(config)) {
                    Target.command("CONFIG", "GET", "port");
                    redport.driver()
                            .executeAll(
                                    List.of(Target.command("CONFIG", "GET", "port")),
                                    dev.redport.driver.Call.start(
                                            dev.redport.driver.Operation.OTHER, Duration.ofSeconds(5)));
                }
                Examined.of(config.toBuilder(), ADMIN).has("acl-log", Status.WARN, "1 entries");
            }
        }
    }

    @Nested
    class TheSettings {
        @Test
        void thatAreWeakAreNamed() {
            try (EmbeddedRedis server = EmbeddedRedis.builder()
                    .password("a".repeat(40))
                    .config("save", "5", "1")
                    .start()) {
                RedisConfig config = RedisConfig.builder()
                        .host(server.host())
                        .port(server.port())
                        .password("a".repeat(40))
                        .writeTimeout(Duration.ofMillis(900))
                        .maxRetries(0)
                        .poolSize(10)
                        .build();
                Examined.of(config.toBuilder(), ADMIN.withRate(1e8))
                        .has("password-length", Status.PASS)
                        .has("password-variety", Status.WARN, "few different")
                        .has("timeouts", Status.FAIL, "REDIS_WRITE_TIMEOUT: 900ms")
                        .has("retries", Status.FAIL, "REDIS_MAX_RETRIES: 0")
                        .has("pool-size", Status.WARN, "Little's law")
                        .has("auth-required", Status.PASS)
                        .has("admin-login", Status.FAIL, "could not log in");
                Examined.of(config.toBuilder(), NO_ADMIN)
                        .has("save-settings", Status.WARN, "every 5 s")
                        .has("backup", Status.SKIP, "copies")
                        .has("backup", Status.SKIP);
            }
        }

        @Test
        void ofAnOldAndTroubledServerAreNamed() {
            String info = "redis_version:5.0.14\r\nevicted_keys:7\r\nrdb_last_bgsave_status:err\r\naof_enabled:0\r\n";
            try (ScriptedServer server = ScriptedServer.start()
                    .reply("INFO", "$" + info.length() + "\r\n" + info + "\r\n")
                    .reply("TIME", "*2\r\n$10\r\n1000000000\r\n$1\r\n0\r\n")) {
                Examined.of(RedisConfig.builder().host(server.host()).port(server.port()), NO_ADMIN)
                        .has("server-version", Status.FAIL, "5.0.14")
                        .has("server-lua-fix", Status.WARN)
                        .has("evicted-keys", Status.FAIL, "7 keys")
                        .has("backup", Status.FAIL, "last save failed")
                        .has("clock-skew", Status.WARN, "s from ours");
            }
        }
    }

    @Nested
    class TheRole {
        @Test
        void ofAReplicaIsNamed() {
            try (EmbeddedRedis master = EmbeddedRedis.start();
                    EmbeddedRedis replica = EmbeddedRedis.builder()
                            .config("replicaof", master.host(), Integer.toString(master.port()))
                            .start()) {
                Examined.of(RedisConfig.builder().host(replica.host()).port(replica.port()), NO_ADMIN)
                        .has("server-role", Status.FAIL, "slave");
            }
        }
    }

    @Nested
    class AServerThatCannotBeReached {
        @Test
        void isOneFaultAndTheRestIsSkipped() {
            int port;
            try (EmbeddedRedis server = EmbeddedRedis.start()) {
                port = server.port();
            }
            Examined seen = Examined.of(RedisConfig.builder().host("127.0.0.1").port(port), NO_ADMIN);
            seen.has("connect", Status.FAIL, "nobody listens")
                    .has("server-role", Status.SKIP, "not_connected")
                    .has("eviction-policy", Status.SKIP)
                    .has("acl-commands", Status.SKIP)
                    .has("auth-required", Status.SKIP);
            assertEquals(2, seen.report().exitStatus(false));
            assertTrue(
                    seen.report().took().toSeconds() < 20, seen.report().took().toString());
        }

        @Test
        void refusesAWrongPassword() {
            try (EmbeddedRedis server = Examined.goodServer().start()) {
                Examined seen = Examined.of(
                        Examined.withTls(Examined.config(server), server.certificates())
                                .password("canary-wrong"),
                        ADMIN);
                seen.has("connect", Status.FAIL, "WRONGPASS").has("acl-commands", Status.SKIP);
                assertFalse(
                        seen.report().toText().contains("canary"), seen.report().toText());
            }
        }

        @Test
        void neverHoldsTheExaminationUp() {
            try (ScriptedServer server =
                    ScriptedServer.start().hangOn("PING").hangOn("CLIENT").hangOn("INFO")) {
                Report report = Doctor.examine(
                        RedisConfig.builder()
                                .host(server.host())
                                .port(server.port())
                                .build(),
                        NO_ADMIN.withTimeout(Duration.ofSeconds(2)));
                assertTrue(report.took().toMillis() < 4000, report.took().toString());
                assertEquals(Doctor.checks().size(), report.findings().size());
                assertEquals(
                        Status.SKIP, new Examined(report).finding("server-role").status());
            }
        }
    }
}
