package dev.redport.doctor;

import dev.redport.config.RedisConfig;
import dev.redport.driver.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Each server with data: its version, its role, its clock, its connections. */
final class ServerChecks {
    private static final int PINGS = 20;
    private static final long LONGEST_KEEPALIVE = 300;
    private static final double LARGEST_SKEW = 1.0;

    private ServerChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "server-version",
                        "Redis is 6.0 or newer",
                        Chapter.PREREQUISITES,
                        e -> e.eachMaster(ServerChecks::version)),
                new Check(
                        "server-lua-fix",
                        "The server has the fix of CVE-2025-49844 (Lua)",
                        Chapter.SECURITY,
                        e -> e.eachMaster(ServerChecks::luaFix)),
                new Check(
                        "server-role",
                        "The server takes writes",
                        Chapter.HIGH_AVAILABILITY,
                        e -> e.eachMaster(ServerChecks::role)),
                new Check(
                        "clock-skew",
                        "The clocks agree within 1 s",
                        Chapter.PREREQUISITES,
                        e -> e.eachMaster(ServerChecks::clock)),
                new Check(
                        "latency",
                        "The server answers fast, measured by the read timeout",
                        Chapter.TUNING,
                        e -> e.eachMaster(ServerChecks::latency)),
                new Check(
                        "max-clients",
                        "The server has room for every connection",
                        Chapter.TUNING,
                        e -> e.eachMaster(target -> maxClients(e, target))),
                new Check(
                        "tcp-keepalive",
                        "Dead connections are noticed",
                        Chapter.TUNING,
                        e -> e.eachMaster(ServerChecks::keepalive)),
                new Check(
                        "idle-timeout",
                        "The server keeps idle connections",
                        Chapter.TUNING,
                        e -> e.eachMaster(ServerChecks::idleTimeout)),
                new Check(
                        "slowlog",
                        "No command was slow",
                        Chapter.TROUBLESHOOTING,
                        e -> e.eachMaster(ServerChecks::slowlog)));
    }

    /** INFO, or else HELLO, which a user with few rights may call on newer servers. */
    private static String told(Target target, String info, String hello) {
        try {
            return target.info(info);
        } catch (Inconclusive noInfo) {
            try {
                String said = Target.pairs(target.ask("HELLO")).get(hello);
                if (said != null) {
                    return said;
                }
            } catch (Inconclusive noHello) {
                throw noInfo;
            }
            throw noInfo;
        }
    }

    private static Outcome version(Target target) {
        Version version = Version.parse(told(target, "redis_version", "version"));
        return Outcome.require(
                version.atLeast(6, 0),
                "it is " + version,
                "upgrade: TLS and ACLs came with 6.0; newest 7.4 or 8 is better");
    }

    private static Outcome luaFix(Target target) {
        Version version = Version.parse(told(target, "redis_version", "version"));
        return Outcome.advise(
                version.hasLuaFix(),
                "it is " + version,
                "upgrade to 6.2.20, 7.2.11, 7.4.6, 8.0.4, 8.2.2 or newer, unless your distribution or provider has the fix"
                        + " under an older number");
    }

    private static Outcome role(Target target) {
        String role = told(target, "role", "role");
        return Outcome.require(
                role.equals("master"),
                "its role is " + role,
                "connect to the master, through Sentinel: REDIS_MODE=sentinel and REDIS_SENTINEL_NODES");
    }

    private static Outcome clock(Target target) {
        Instant before = Instant.now();
        List<Reply> parts = target.ask("TIME").list();
        Instant after = Instant.now();
        Instant theirs = Instant.ofEpochSecond(
                Long.parseLong(parts.get(0).text()),
                1000 * Long.parseLong(parts.get(1).text()));
        Instant ours = before.plus(Duration.between(before, after).dividedBy(2));
        double skew = Duration.between(ours, theirs).toMillis() / 1000.0;
        return Outcome.advise(
                Math.abs(skew) < LARGEST_SKEW,
                String.format(Locale.ROOT, "the server's is %+.3f s from ours", skew),
                "run an NTP client on both machines");
    }

    private static Outcome latency(Target target) {
        return latency(pings(target), target.config().timeouts().read());
    }

    static Outcome latency(long[] nanos, Duration read) {
        Duration slowest = Duration.ofNanos(nanos[nanos.length - 1]);
        return Outcome.advise(
                slowest.multipliedBy(10).compareTo(read) < 0,
                String.format(
                        Locale.ROOT,
                        "%d PINGs: half within %.2f ms, slowest %.2f ms; REDIS_READ_TIMEOUT is %d ms",
                        nanos.length,
                        nanos[nanos.length / 2] / 1e6,
                        slowest.toNanos() / 1e6,
                        read.toMillis()),
                "bring the service nearer to Redis, look for slow commands, or raise REDIS_READ_TIMEOUT to ten times the"
                        + " slowest");
    }

    /** The times of some PINGs, the shortest first, without the first, which connects. */
    private static long[] pings(Target target) {
        target.ask("PING");
        long[] nanos = new long[PINGS];
        for (int i = 0; i < PINGS; i++) {
            long start = System.nanoTime();
            target.ask("PING");
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos;
    }

    static Duration meanLatency(Examination examination) {
        long[] nanos = pings(examination.targets().get(0));
        return Duration.ofNanos(
                Math.max(TimeUnit.MICROSECONDS.toNanos(1), Arrays.stream(nanos).sum() / nanos.length));
    }

    private static Outcome maxClients(Examination examination, Target target) {
        RedisConfig config = examination.config();
        long connected = target.number("connected_clients");
        String most = target.info().get("maxclients");
        long limit = Long.parseLong(most != null ? most : target.requireSetting("maxclients"));
        long wanted = (long) config.pool().size() * examination.options().instances();
        return Outcome.require(
                wanted < limit - connected,
                Counted.of(examination.options().instances(), "instance") + " with "
                        + Counted.of(config.pool().size(), "connection") + " each, " + connected
                        + " connected already, maxclients "
                        + limit,
                "raise maxclients, or lower REDIS_POOL_SIZE");
    }

    private static Outcome keepalive(Target target) {
        String value = target.requireSetting("tcp-keepalive");
        boolean right =
                value.matches("[0-9]{1,6}") && Long.parseLong(value) > 0 && Long.parseLong(value) <= LONGEST_KEEPALIVE;
        return Outcome.advise(right, "tcp-keepalive " + value, "set tcp-keepalive 300, or less");
    }

    private static Outcome idleTimeout(Target target) {
        String value = target.requireSetting("timeout");
        return Outcome.advise(
                value.equals("0"),
                "timeout " + value,
                "set timeout 0, or the server closes connections that the pool keeps idle");
    }

    private static Outcome slowlog(Target target) {
        long entries = target.asAdmin("SLOWLOG", "LEN").integer();
        return Outcome.advise(
                entries == 0, entries + " entries in SLOWLOG", "look at them with SLOWLOG GET 10, then SLOWLOG RESET");
    }
}
