package dev.redport.benchmarks;

/** One way to keep sessions, each with the same attributes and idle time-out. Thread-safe. */
interface SessionPeer {
    /** For the table. */
    String name();

    /** Creates a session of a user; returns what a client would present. */
    String create(int user);

    /** Reads a session with all its attributes; false if there is none. */
    boolean find(String token);

    /** The same, and writes down that it is in use now. */
    boolean touch(String token);

    /** What a request does that changes one attribute: reads the session and stores the change. */
    boolean update(String token);

    /** Ends a session; false if that can be told and there was none. */
    boolean end(String token);

    /** Reads all sessions of a user; returns how many, or -1 if there is no way to. */
    int list(int user);
}
