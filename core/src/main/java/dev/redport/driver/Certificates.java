package dev.redport.driver;

import dev.redport.config.RedisConfig;
import dev.redport.config.TlsMaterial;
import dev.redport.config.TlsPeer;
import dev.redport.config.TlsSource;
import dev.redport.config.Topology;
import dev.redport.driver.RedisListener.CertificateFile;
import java.util.Optional;

/** Follows the certificate files, and tells the listener what becomes of them. */
final class Certificates {
    private final TlsSource source;
    private final RedisListener listener;
    private final boolean inUse;

    Certificates(RedisConfig config, RedisListener listener) {
        this.listener = listener;
        inUse = config.tls().enabled() || (config.topology() instanceof Topology.Sentinel sentinel && sentinel.tls());
        source = new TlsSource(config.tls().withEnabled(inUse), this::reloaded);
    }

    TlsSource source() {
        return source;
    }

    private void reloaded(boolean ok) {
        listener.onTlsReload(ok);
        if (ok) {
            tell();
        }
    }

    /** The server that was connected to last, since the files were read; empty without TLS. */
    Optional<TlsPeer> lastPeer() {
        return inUse ? source.current().lastPeer() : Optional.empty();
    }

    /** When they expire. */
    void tell() {
        if (inUse) {
            TlsMaterial now = source.current();
            now.clientExpiry().ifPresent(expiry -> listener.onCertificates(CertificateFile.CLIENT, expiry));
            now.authorityExpiry().ifPresent(expiry -> listener.onCertificates(CertificateFile.CA, expiry));
        }
    }
}
