package dev.redport.doctor;

/** What can be wrong with a connection before the first command, each with its remedy. */
enum TlsFault {
    NONE("", ""),
    UNRESOLVED("the host name does not resolve", "correct REDIS_HOST, or the DNS"),
    REFUSED("nobody listens on this port", "start Redis there, or correct REDIS_HOST and REDIS_PORT"),
    UNREACHABLE("the address cannot be reached", "check the route, the firewall and REDIS_HOST"),
    TIMEOUT(
            "no answer in time",
            "check the firewall, the load of the server, and that Redis listens here; REDIS_DIAL_TIMEOUT and REDIS_READ_TIMEOUT"
                    + " say how long is waited"),
    PLAINTEXT_SERVER(
            "the server on this port does not speak TLS",
            "give the server tls-port, tls-cert-file, tls-key-file and port 0, or set REDIS_PORT to its TLS port"),
    TLS_SERVER(
            "the server does not answer without TLS",
            "set REDIS_TLS_ENABLED=true, or REDIS_URL to rediss://, and REDIS_TLS_CA_FILE"),
    EXPIRED("the server's certificate has expired", "renew it, and load it with CONFIG SET tls-cert-file or a restart"),
    NOT_YET_VALID(
            "the server's certificate is not valid yet",
            "check the clocks of both machines, or wait until it is valid"),
    WRONG_HOST(
            "the server's certificate is for another host name",
            "connect by a name that is in the certificate, or issue one whose subjectAltName has the name or address you"
                    + " connect to"),
    UNKNOWN_AUTHORITY(
            "the server's certificate comes from an authority that is not trusted",
            "set REDIS_TLS_CA_FILE to the authority that signed it, and let the server send its whole chain"),
    CLIENT_CERTIFICATE_MISSING(
            "the server wants a client certificate and there is none",
            "set REDIS_TLS_CERT_FILE and REDIS_TLS_KEY_FILE, or tls-auth-clients no on the server"),
    CLIENT_CERTIFICATE_REFUSED(
            "the server does not accept our client certificate",
            "use one signed by the server's tls-ca-cert-file that has not expired, in REDIS_TLS_CERT_FILE"),
    PROTOCOL(
            "the server and we have no TLS version or cipher in common",
            "allow TLSv1.2 or TLSv1.3 on the server: tls-protocols \"TLSv1.2 TLSv1.3\""),
    OTHER("the TLS handshake failed", "look into the log of the server");

    private final String text;
    private final String remedy;

    TlsFault(String text, String remedy) {
        this.text = text;
        this.remedy = remedy;
    }

    String text() {
        return text;
    }

    String remedy() {
        return remedy;
    }

    /** Whether the network, not TLS, is what is wrong. */
    boolean isNetwork() {
        return this == UNRESOLVED || this == REFUSED || this == UNREACHABLE || this == TIMEOUT;
    }
}
