package dev.redport.doctor;

import dev.redport.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Encryption, by handshakes of our own. */
final class TlsChecks {
    private static final Duration SOON = Duration.ofDays(14);
    private static final String ELSEWHERE = "redport-doctor.invalid";

    private TlsChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("tls-files", "The files for TLS can be used", Chapter.SECURITY, TlsChecks::files),
                new Check(
                        "tls-handshake",
                        "The TLS handshake succeeds",
                        Chapter.SECURITY,
                        e -> withTls(e, TlsChecks::handshake)),
                new Check(
                        "tls-host-name",
                        "A certificate for another host is refused",
                        Chapter.SECURITY,
                        e -> withTls(e, target -> otherHost(e, target))),
                new Check(
                        "tls-plaintext",
                        "The server does not answer without TLS",
                        Chapter.SECURITY,
                        e -> withTls(e, TlsChecks::plaintext)),
                new Check(
                        "tls-server-certificate",
                        "The server's certificate is valid for 14 days more",
                        Chapter.SECURITY,
                        e -> withTls(e, TlsChecks::serverCertificate)),
                new Check(
                        "tls-client-certificate",
                        "The service's certificate is valid for 14 days more",
                        Chapter.SECURITY,
                        TlsChecks::clientCertificate));
    }

    private static Outcome withTls(Examination examination, java.util.function.Function<Target, Outcome> look) {
        requireTls(examination);
        examination.material();
        List<Target> servers = new ArrayList<>(examination.reachable());
        examination
                .sentinelTopology()
                .filter(topology -> topology.tls())
                .ifPresent(topology -> examination.sentinels().stream()
                        .filter(sentinel -> !servers.contains(sentinel))
                        .forEach(servers::add));
        return examination.each(servers, look);
    }

    private static void requireTls(Examination examination) {
        if (!examination.tls().enabled()) {
            throw Inconclusive.see("TLS is off", "tls-enabled");
        }
    }

    private static Outcome files(Examination examination) {
        requireTls(examination);
        try {
            examination.loaded();
        } catch (ConfigException e) {
            return Outcome.fail(
                    e.problems().stream().map(Object::toString).collect(Collectors.joining("; ")),
                    "correct the files; new connections use them within a second");
        }
        boolean own = !examination.tls().caFile().equals(Path.of(""));
        return Outcome.pass(own ? "they can" : "there is no REDIS_TLS_CA_FILE, so the JVM's authorities are trusted");
    }

    private static Outcome handshake(Target target) {
        TlsProbe.Seen seen = target.handshake();
        if (seen.fault() == TlsFault.NONE) {
            return Outcome.pass(seen.protocol() + " " + seen.cipher());
        }
        if (seen.fault().isNetwork() && seen.fault() != TlsFault.TIMEOUT) {
            throw Inconclusive.see("no connection: " + seen.fault().text(), "connect");
        }
        String detail = switch (seen.fault()) {
            case WRONG_HOST ->
                ": it is for " + names(seen.chain()) + ", not for "
                        + target.endpoint().host();
            case EXPIRED, NOT_YET_VALID -> ": " + validity(seen.chain());
            case OTHER -> ": " + seen.words();
            default -> "";
        };
        return Outcome.fail(seen.fault().text() + detail, seen.fault().remedy());
    }

    private static String validity(List<X509Certificate> chain) {
        return chain.stream()
                .map(each -> each.getNotBefore().toInstant() + " to "
                        + each.getNotAfter().toInstant())
                .collect(Collectors.joining(", "));
    }

    private static String names(List<X509Certificate> chain) {
        try {
            Collection<List<?>> names = chain.isEmpty() ? null : chain.get(0).getSubjectAlternativeNames();
            return names == null
                    ? "no name (there is no subjectAltName)"
                    : names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.joining(", "));
        } catch (CertificateParsingException e) {
            return "names that cannot be read";
        }
    }

    private static Outcome otherHost(Examination examination, Target target) {
        requireHandshake(target);
        TlsFault fault =
                target.probe().handshake(examination.material(), ELSEWHERE).fault();
        return switch (fault) {
            case WRONG_HOST -> Outcome.pass("a handshake that expected another host failed, as it should");
            case NONE ->
                Outcome.fail(
                        "a handshake that expected another host succeeded, so anybody can pass for the server",
                        "set REDIS_TLS_SKIP_VERIFY=false");
            default -> throw Inconclusive.skip("another fault came first: " + fault.text(), fault.remedy());
        };
    }

    private static void requireHandshake(Target target) {
        if (target.handshake().fault() != TlsFault.NONE) {
            throw Inconclusive.see("the handshake fails", "tls-handshake");
        }
    }

    private static Outcome plaintext(Target target) {
        TlsProbe.Plain plain = target.probe().plain();
        if (plain.answered()) {
            return Outcome.fail(
                    "it answers without TLS on the port of the configuration", TlsFault.PLAINTEXT_SERVER.remedy());
        }
        if (plain.fault().isNetwork() && plain.fault() != TlsFault.TIMEOUT) {
            throw Inconclusive.see(plain.fault().text(), "connect");
        }
        String port;
        try {
            port = target.setting("port").orElse("0");
        } catch (Inconclusive unknown) {
            return Outcome.pass("not on this port; whether it has one without TLS as well could not be asked");
        }
        return Outcome.require(
                port.equals("0") || port.isEmpty(),
                port.equals("0") ? "on no port" : "it listens on port " + port + " without TLS as well",
                "set port 0 on the server");
    }

    private static Outcome serverCertificate(Target target) {
        List<X509Certificate> chain = target.handshake().chain();
        X509Certificate first = TlsProbe.firstToExpire(chain);
        if (first == null) {
            throw Inconclusive.see("the server showed no certificate", "tls-handshake");
        }
        return expiry(first, TlsFault.EXPIRED.remedy());
    }

    private static Outcome clientCertificate(Examination examination) {
        requireTls(examination);
        Path file = examination.tls().certFile();
        if (file.equals(Path.of(""))) {
            throw Inconclusive.skip("the service has no certificate", "");
        }
        try (InputStream pem = Files.newInputStream(file)) {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                chain.add((X509Certificate) each);
            }
            X509Certificate first = TlsProbe.firstToExpire(chain);
            if (first != null) {
                return expiry(
                        first, "renew it and replace REDIS_TLS_CERT_FILE and REDIS_TLS_KEY_FILE; no restart is needed");
            }
        } catch (IOException | CertificateException e) {
            throw Inconclusive.see("its file cannot be read", "tls-files");
        }
        throw Inconclusive.see("its file is empty", "tls-files");
    }

    static Outcome expiry(X509Certificate certificate, String remedy) {
        Instant end = certificate.getNotAfter().toInstant();
        Duration left = Duration.between(Instant.now(), end);
        if (left.isNegative()) {
            return Outcome.fail("it expired at " + end, remedy);
        }
        return Outcome.advise(
                left.compareTo(SOON) >= 0, "it expires at " + end + ", in " + left.toDays() + " days", remedy);
    }
}
