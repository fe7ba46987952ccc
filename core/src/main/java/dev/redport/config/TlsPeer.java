package dev.redport.config;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * The server of a TLS handshake.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipher such as {@code TLS_AES_256_GCM_SHA384}
 * @param certificateExpiry when its certificate expires
 * @since 0.1.0
 */
public record TlsPeer(String protocol, String cipher, Instant certificateExpiry) {
    /** Checks the parts. */
    public TlsPeer {
        requireNonNull(protocol, "protocol");
        requireNonNull(cipher, "cipher");
        requireNonNull(certificateExpiry, "certificateExpiry");
    }
}
