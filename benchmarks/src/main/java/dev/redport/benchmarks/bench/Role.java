package dev.redport.benchmarks.bench;

/** The part a contestant has. */
public enum Role {
    /** The client used directly: what the others over the same client are compared with. */
    RAW,
    /** Redport over the client. */
    REDPORT,
    /** Another library over the client. */
    PEER,
    /** Not a client a service would use, but what the machine could do at most. */
    LIMIT
}
