package dev.redport.doctor;

import dev.redport.Redport;
import dev.redport.config.Topology;
import dev.redport.driver.Call;
import dev.redport.driver.ErrorKind;
import dev.redport.driver.Operation;
import dev.redport.driver.RedisException;
import dev.redport.driver.RedisRejectedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the service gets in, and nobody else. */
final class ConnectionChecks {
    private ConnectionChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("connect", "The service can connect", Chapter.TROUBLESHOOTING, ConnectionChecks::connect),
                new Check("admin-login", "The admin can connect", Chapter.SECURITY, ConnectionChecks::adminLogin),
                new Check(
                        "auth-required",
                        "Nobody gets in without a password",
                        Chapter.SECURITY,
                        e -> e.each(e.reachable(), ConnectionChecks::authRequired)),
                new Check(
                        "network-private",
                        "The servers have private addresses",
                        Chapter.SECURITY,
                        e -> e.each(e.reachable(), ConnectionChecks::isPrivate)),
                new Check(
                        "network-bind",
                        "The servers listen where they should only",
                        Chapter.SECURITY,
                        e -> e.eachMaster(ConnectionChecks::bind)));
    }

    private static Outcome connect(Examination examination) {
        if (examination.config().topology() instanceof Topology.Standalone) {
            Outcome fault = fault(examination); // sooner than a driver would give up
            if (fault != null) {
                return fault;
            }
        }
        Redport redport = examination.connect(examination.own());
        try {
            redport.driver()
                    .execute(
                            Target.command("PING"),
                            Call.start(
                                    Operation.OTHER,
                                    examination.bounded(
                                            examination.config().timeouts().operation())));
        } catch (RedisRejectedException e) {
            return e.kind() == ErrorKind.PERMISSION
                    ? Outcome.pass("connected, though the user may not PING; see acl-commands")
                    : Outcome.fail(String.valueOf(e.getMessage()), "check REDIS_MODE and the addresses");
        } catch (RedisException e) {
            return failure(examination, e);
        }
        return Outcome.pass("PING was answered");
    }

    private static Outcome failure(Examination examination, RedisException e) {
        if (e.kind() == ErrorKind.AUTH) {
            return Outcome.fail(
                    String.valueOf(e.getMessage()),
                    "make user and password equal to those of the server's ACL; a server that has none yet refuses any, so create the user there");
        }
        Outcome fault = fault(examination);
        if (fault != null) {
            return fault;
        }
        return Outcome.fail(
                String.valueOf(e.getMessage()),
                examination.sentinelTopology().isPresent()
                        ? "check REDIS_SENTINEL_NODES, REDIS_SENTINEL_MASTER, and REDIS_SENTINEL_PASSWORD"
                        : "check the addresses, and the log of the server");
    }

    /** What is wrong below Redis, or null if nothing is. */
    private static @Nullable Outcome fault(Examination examination) {
        for (Target server : examination.reachable()) {
            TlsFault fault = examination.tls().enabled() ? server.handshake().fault() : withoutTls(server);
            if (fault != TlsFault.NONE) {
                return Outcome.fail(server.endpoint() + ": " + fault.text(), fault.remedy());
            }
        }
        return null;
    }

    private static TlsFault withoutTls(Target server) {
        TlsProbe.Plain plain = server.probe().plain();
        return plain.fault() == TlsFault.OTHER ? TlsFault.TLS_SERVER : plain.fault();
    }

    private static Outcome adminLogin(Examination examination) {
        if (examination.options().admin() == null) {
            throw Inconclusive.skip(
                    "no admin was given, so what the service's user may not see is skipped",
                    "set REDIS_ADMIN_USERNAME and REDIS_ADMIN_PASSWORD_FILE, only for the doctor");
        }
        return examination.eachMaster(target -> {
            target.ask("PING");
            try {
                target.requireAdmin();
            } catch (Inconclusive e) {
                return Outcome.fail("the admin could not log in", "correct REDIS_ADMIN_USERNAME and its password");
            }
            return Outcome.pass("it can");
        });
    }

    private static Outcome authRequired(Target target) {
        String reply;
        if (target.config().tls().enabled()) {
            TlsProbe.Seen seen = target.handshake();
            if (seen.fault() != TlsFault.NONE) {
                throw Inconclusive.see("no connection: " + seen.fault().text(), "tls-handshake");
            }
            reply = seen.reply();
        } else {
            TlsProbe.Plain plain = target.probe().plain();
            if (!plain.answered()) {
                throw Inconclusive.see(
                        "no connection without TLS: " + plain.fault().text(), "connect");
            }
            reply = plain.reply();
        }
        if (reply.startsWith("-NOAUTH")) {
            return Outcome.pass("PING without a password was refused");
        }
        return Outcome.require(
                !reply.startsWith("+"),
                reply.startsWith("+") ? "PING without a password was answered" : "PING was answered by an error",
                "give the default user a password (requirepass), or turn it off: ACL SETUSER default off");
    }

    private static Outcome isPrivate(Target target) {
        try {
            InetAddress[] addresses = InetAddress.getAllByName(target.endpoint().host());
            for (InetAddress address : addresses) {
                if (!isPrivate(address)) {
                    return Outcome.warn(
                            address.getHostAddress() + " can be routed on the internet",
                            "give Redis an address in a private network, and a firewall that lets only the services in");
                }
            }
            return Outcome.pass(addresses.length == 1 ? "its address is private" : "its addresses are private");
        } catch (UnknownHostException e) {
            throw Inconclusive.skip(TlsFault.UNRESOLVED.text(), TlsFault.UNRESOLVED.remedy());
        }
    }

    /** Also 100.64.0.0/10 (RFC 6598) and fc00::/7 (RFC 4193), which Java does not count. */
    static boolean isPrivate(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xC0) == 64;
        boolean unique = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || shared
                || unique;
    }

    private static Outcome bind(Target target) {
        return bind(target.requireSetting("bind"), target.requireSetting("protected-mode"));
    }

    static Outcome bind(String bind, String protectedMode) {
        boolean everywhere = bind.isBlank()
                || List.of(bind.split(" ", -1)).stream().anyMatch(each -> each.matches("-?(\\*|::\\*?|0\\.0\\.0\\.0)"));
        return Outcome.advise(
                !(everywhere && protectedMode.equals("no")),
                "bind \"" + bind + "\", protected-mode " + protectedMode,
                "bind to the private address, or protected-mode yes");
    }
}
