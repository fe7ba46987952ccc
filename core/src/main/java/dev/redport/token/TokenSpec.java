package dev.redport.token;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * The name, keys and times of a token store. All processes that share the store use the same ones. Every method returns a
 * changed copy; a spec that was handed out never changes.
 *
 * @since 0.1.0
 */
public final class TokenSpec {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Duration LONGEST_GRACE = Duration.ofMinutes(5);

    private final String name;
    private final KeyRing keys;
    // Written only by the method that makes a copy, before it hands the copy out.
    private Duration accessTokens = Duration.ofHours(1);
    private Lifetime sessions = new Lifetime(Duration.ofMinutes(30), Duration.ofHours(12));
    private Duration touchInterval = Duration.ofMinutes(1);
    private int maxSessions = 100;
    private SessionLimit sessionLimit = SessionLimit.EVICT_LEAST_RECENT;
    private boolean encryptAttributes;
    private Lifetime refreshTokens = new Lifetime(Duration.ofDays(14), Duration.ofDays(90));
    private int maxFamilies = 100;
    private Duration grace = Duration.ofSeconds(30);
    private int graceUses = 100;
    private Duration clockSkew = Duration.ofSeconds(10);
    private Duration staleness = Duration.ZERO;
    private int rememberDenied;
    private int replicas;
    private Duration replicaWait = Duration.ZERO;
    private TokenListener listener = event -> {};
    private Clock clock = Clock.systemUTC();

    private TokenSpec(String name, KeyRing keys) {
        this.name = name;
        this.keys = keys;
    }

    private TokenSpec copy() {
        TokenSpec copy = new TokenSpec(name, keys);
        copy.accessTokens = accessTokens;
        copy.sessions = sessions;
        copy.touchInterval = touchInterval;
        copy.maxSessions = maxSessions;
        copy.sessionLimit = sessionLimit;
        copy.encryptAttributes = encryptAttributes;
        copy.refreshTokens = refreshTokens;
        copy.maxFamilies = maxFamilies;
        copy.grace = grace;
        copy.graceUses = graceUses;
        copy.clockSkew = clockSkew;
        copy.staleness = staleness;
        copy.rememberDenied = rememberDenied;
        copy.replicas = replicas;
        copy.replicaWait = replicaWait;
        copy.listener = listener;
        copy.clock = clock;
        return copy;
    }

    /**
     * A store with the default times.
     *
     * @param name part of every key and the metric tag {@code store}: 1 to 64 of {@code A-Za-z0-9_.-}
     * @param keys the keys
     * @return the spec
     * @throws IllegalArgumentException if the name is not allowed
     */
    public static TokenSpec named(String name, KeyRing keys) {
        check(
                NAME.matcher(requireNonNull(name, "name")).matches(),
                "name: " + name + " (expected: 1 to 64 of A-Za-z0-9_.-)");
        return new TokenSpec(name, requireNonNull(keys, "keys"));
    }

    /**
     * How long an access token lives at most, from its stamp to its expiry. Cut-offs are kept for so long, and a token that lives
     * longer is refused with an exception.
     *
     * @param longest 1 second to 366 days; 1 hour unless set
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public TokenSpec accessTokens(Duration longest) {
        between("longest", longest, Duration.ofSeconds(1), Duration.ofDays(366));
        TokenSpec copy = copy();
        copy.accessTokens = longest;
        return copy;
    }

    /**
     * How long sessions live. What is bound to a session ends with it: where nothing but refresh tokens keeps sessions alive, make
     * the idle time longer than the time between refreshes.
     *
     * @param idle not used for so long, a session ends; 30 minutes unless set
     * @param longest a session ends so long after it began; 12 hours unless set
     * @return a copy
     * @throws IllegalArgumentException if a time is below 1 ms or above 3,660 days, or the first is longer than the second
     */
    public TokenSpec sessions(Duration idle, Duration longest) {
        TokenSpec copy = copy();
        copy.sessions = new Lifetime(idle, longest);
        return copy;
    }

    /**
     * How often use of a session is written down at most, which also is how exact {@link Session#lastSeen} and the idle time
     * are.
     *
     * @param interval 0, for every time, up to 1 day; 1 minute unless set; of a session with a short idle time, half of that
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public TokenSpec touchInterval(Duration interval) {
        between("interval", interval, Duration.ZERO, Duration.ofDays(1));
        TokenSpec copy = copy();
        copy.touchInterval = interval;
        return copy;
    }

    /**
     * How many sessions a subject may have.
     *
     * @param most 1 to 1,000; 100 unless set
     * @param limit what happens then; {@link SessionLimit#EVICT_LEAST_RECENT} unless set
     * @return a copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public TokenSpec maxSessions(int most, SessionLimit limit) {
        check(most >= 1 && most <= 1_000, "most: " + most + " (expected: 1 to 1,000)");
        TokenSpec copy = copy();
        copy.maxSessions = most;
        copy.sessionLimit = requireNonNull(limit, "limit");
        return copy;
    }

    /**
     * Encrypts the attributes of sessions. Subject and device always are. Sessions made without it cannot be read with it, so
     * turn it on with a new name.
     *
     * @return a copy
     */
    public TokenSpec encryptAttributes() {
        TokenSpec copy = copy();
        copy.encryptAttributes = true;
        return copy;
    }

    /**
     * How long families of refresh tokens live.
     *
     * @param idle not used for so long, a family ends; 14 days unless set
     * @param longest a family ends so long after it began; 90 days unless set
     * @return a copy
     * @throws IllegalArgumentException if a time is below 1 ms or above 3,660 days, or the first is longer than the second
     */
    public TokenSpec refreshTokens(Duration idle, Duration longest) {
        TokenSpec copy = copy();
        copy.refreshTokens = new Lifetime(idle, longest);
        return copy;
    }

    /**
     * How many families of refresh tokens a subject may have; one more, and the one ends that would expire first.
     *
     * @param most 1 to 1,000; 100 unless set
     * @return a copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public TokenSpec maxFamilies(int most) {
        check(most >= 1 && most <= 1_000, "most: " + most + " (expected: 1 to 1,000)");
        TokenSpec copy = copy();
        copy.maxFamilies = most;
        return copy;
    }

    /**
     * For how long a refresh token that was exchanged is exchanged again for the same next one: for tabs that refresh at the
     * same time, and clients that did not get the answer. The window begins with the first exchange. 0 in either is strict: a client
     * that loses one answer is logged out, as it is by an outage that lasts longer than the window.
     *
     * @param window 0, for never, up to 5 minutes; 30 seconds unless set
     * @param uses how often within it: 0 to 1,000; 100 unless set
     * @return a copy
     * @throws IllegalArgumentException if a value is out of range
     */
    public TokenSpec grace(Duration window, int uses) {
        between("window", window, Duration.ZERO, LONGEST_GRACE);
        check(uses >= 0 && uses <= 1_000, "uses: " + uses + " (expected: 0 to 1,000)");
        TokenSpec copy = copy();
        copy.grace = window;
        copy.graceUses = uses;
        return copy;
    }

    /**
     * How far clocks of servers and processes may be apart. {@link Revocations#check} accepts a token for so long after its expiry,
     * whatever leeway a JWT library grants.
     *
     * @param skew 0 to 5 minutes; 10 seconds unless set
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public TokenSpec clockSkew(Duration skew) {
        between("skew", skew, Duration.ZERO, Duration.ofMinutes(5));
        TokenSpec copy = copy();
        copy.clockSkew = skew;
        return copy;
    }

    /**
     * For how long a process may go by the cut-offs of clients, tenants and everyone that it read before. Zero reads them with
     * each call, in the same trip. Those of subjects are always read.
     *
     * @param most 0 to 1 minute; 0 unless set
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public TokenSpec cutoffStaleness(Duration most) {
        between("most", most, Duration.ZERO, Duration.ofMinutes(1));
        TokenSpec copy = copy();
        copy.staleness = most;
        return copy;
    }

    /**
     * Remembers in the process which access tokens were refused, so that they are refused again without a trip. That a token
     * is good is never remembered.
     *
     * @param most how many tokens: 0, for none, up to 10,000,000; 0 unless set
     * @return a copy
     * @throws IllegalArgumentException if the number is out of range
     */
    public TokenSpec rememberDenied(int most) {
        check(most >= 0 && most <= 10_000_000, "most: " + most + " (expected: 0 to 10,000,000)");
        TokenSpec copy = copy();
        copy.rememberDenied = most;
        return copy;
    }

    /**
     * Waits after each change until so many replicas have it, so that a failover to one of them does not forget it; one trip more.
     * If they have it not in time, the change stands, and the call throws {@link
     * dev.redport.driver.RedisOutcomeUnknownException}: call again, or treat it as undone. While it waits it holds up other
     * callers on the same connection of a driver that shares connections. It says nothing while the slot of the subject is
     * being moved to another node.
     *
     * @param least how many: 0, for none, up to 10; 0 unless set
     * @param within how long to wait for them: 1 ms to 10 seconds, and less than the operation deadline
     * @return a copy
     * @throws IllegalArgumentException if a value is out of range
     */
    public TokenSpec replicas(int least, Duration within) {
        check(least >= 0 && least <= 10, "least: " + least + " (expected: 0 to 10)");
        between("within", within, Duration.ofMillis(1), Duration.ofSeconds(10));
        TokenSpec copy = copy();
        copy.replicas = least;
        copy.replicaWait = within;
        return copy;
    }

    /**
     * Who is told what happens to tokens.
     *
     * @param told the listener; takes the place of an earlier one
     * @return a copy
     */
    public TokenSpec listener(TokenListener told) {
        TokenSpec copy = copy();
        copy.listener = requireNonNull(told, "listener");
        return copy;
    }

    /**
     * The clock by which access tokens expire, and in {@link Revocations#check} the sessions they are bound to; everything else
     * goes by the clock of the server. For tests.
     *
     * @param ofAccessTokens the system's unless set
     * @return a copy
     */
    public TokenSpec clock(Clock ofAccessTokens) {
        TokenSpec copy = copy();
        copy.clock = requireNonNull(ofAccessTokens, "clock");
        return copy;
    }

    private static void between(String what, Duration value, Duration least, Duration most) {
        check(
                value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                what + ": " + value + " (expected: " + least + " to " + most + ")");
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /**
     * The name.
     *
     * @return as in metrics
     */
    public String name() {
        return name;
    }

    KeyRing keys() {
        return keys;
    }

    Duration accessTokens() {
        return accessTokens;
    }

    Lifetime sessions() {
        return sessions;
    }

    Duration touchInterval() {
        return touchInterval;
    }

    int maxSessions() {
        return maxSessions;
    }

    SessionLimit sessionLimit() {
        return sessionLimit;
    }

    boolean attributesEncrypted() {
        return encryptAttributes;
    }

    Lifetime refreshTokens() {
        return refreshTokens;
    }

    int maxFamilies() {
        return maxFamilies;
    }

    Duration grace() {
        return grace;
    }

    int graceUses() {
        return graceUses;
    }

    Duration clockSkew() {
        return clockSkew;
    }

    Duration staleness() {
        return staleness;
    }

    int rememberDenied() {
        return rememberDenied;
    }

    int replicas() {
        return replicas;
    }

    Duration replicaWait() {
        return replicaWait;
    }

    TokenListener listener() {
        return listener;
    }

    Clock clock() {
        return clock;
    }

    @Override
    public String toString() {
        return "TokenSpec[" + name + ", " + keys + "]";
    }
}
