package dev.redport.config;

import static dev.redport.config.Variable.*;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Every rule of the configuration. */
final class Rules {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Pattern HOST = Pattern.compile("[^\\s\\p{Cntrl}:/@\\[\\]?#,]{1,255}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(%[\\w.-]+)?");
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern PRINTABLE = Pattern.compile("[!-~]{1,64}");

    private Rules() {}

    /** All rules on values that are not yet a configuration; a value that could not be read is not judged. */
    static void all(Problems problems, Settings settings, Set<String> protocols) {
        TopologyRules.all(problems, settings);
        String profile = settings.text(REDIS_PROFILE);
        boolean known =
                Arrays.stream(Profile.values()).anyMatch(each -> each.text().equals(profile));
        if (!known) {
            problems.add(REDIS_PROFILE, profile, "development or production", "");
        }
        server(problems, settings.text(REDIS_HOST), settings.integer(REDIS_PORT), settings.integer(REDIS_DB));
        names(problems, settings.text(REDIS_NAMESPACE), settings.text(REDIS_CLIENT_NAME), settings.text(REDIS_DRIVER));
        Duration read = settings.duration(REDIS_READ_TIMEOUT);
        timeouts(
                problems,
                settings.duration(REDIS_DIAL_TIMEOUT),
                read,
                settings.duration(REDIS_WRITE_TIMEOUT),
                settings.duration(REDIS_OPERATION_DEADLINE));
        // a wrong read timeout is not blamed again on the pool's, which is the same unless it is set
        boolean blamed =
                !problems.none(REDIS_READ_TIMEOUT) && settings.poolTimeout().equals(read);
        pool(
                problems,
                settings.integer(REDIS_POOL_SIZE),
                settings.integer(REDIS_MIN_IDLE_CONNS),
                blamed ? SHORTEST : settings.poolTimeout());
        retry(
                problems,
                settings.integer(REDIS_MAX_RETRIES),
                settings.duration(REDIS_MIN_RETRY_DELAY),
                settings.duration(REDIS_MAX_RETRY_DELAY));
        merging(
                problems,
                settings.integer(REDIS_MERGE_MAX_COMMANDS),
                settings.integer(REDIS_MERGE_MAX_BYTES),
                settings.integer(REDIS_MERGE_MAX_TRIPS));
        tls(problems, settings.file(REDIS_TLS_CERT_FILE), settings.file(REDIS_TLS_KEY_FILE), protocols);
        for (Variable each : List.of(REDIS_TLS_CA_FILE, REDIS_TLS_CERT_FILE)) {
            problems.require(
                    settings.flag(REDIS_TLS_ENABLED) || settings.sentinelTls() || !TlsConfig.given(settings.file(each)),
                    REDIS_TLS_ENABLED,
                    false,
                    "true, because " + each + " is set");
        }
        boolean production = settings.profile() == Profile.PRODUCTION;
        credentials(problems, Login.DATA, settings.credentials(Login.DATA), production);
        if (production) {
            production(
                    problems,
                    settings.flag(REDIS_TLS_ENABLED),
                    settings.flag(REDIS_TLS_SKIP_VERIFY),
                    settings.integer(REDIS_POOL_SIZE),
                    settings.integer(REDIS_MAX_RETRIES),
                    settings.duration(REDIS_DIAL_TIMEOUT),
                    read,
                    settings.duration(REDIS_WRITE_TIMEOUT));
        }
    }

    static void server(Problems problems, String host, int port, int database) {
        problems.require(isHost(host), REDIS_HOST, host, "a host name or IP address, without port");
        range(problems, REDIS_PORT, port, 1, 65_535);
        range(problems, REDIS_DB, database, 0, 65_535);
    }

    /** As a server's, but there is no variable for one node of many. */
    static void endpoint(Problems problems, String host, int port) {
        if (!isHost(host)) {
            problems.add("host", host, "a host name or IP address, without port", "");
        }
        if (port < 1 || port > 65_535) {
            problems.add("port", Integer.toString(port), "1..65535", "");
        }
    }

    private static boolean isHost(String host) {
        return HOST.matcher(host).matches() || IPV6.matcher(host).matches();
    }

    static void names(Problems problems, String namespace, String clientName, String driver) {
        problems.require(
                NAME.matcher(namespace).matches(), REDIS_NAMESPACE, namespace, "1..64 characters of A-Z a-z 0-9 _ . -");
        problems.require(
                PRINTABLE.matcher(clientName).matches(),
                REDIS_CLIENT_NAME,
                clientName,
                "1..64 printable ASCII characters without space");
        problems.require(
                driver.isEmpty() || NAME.matcher(driver).matches(), REDIS_DRIVER, driver, "the name of a driver");
    }

    static void pool(Problems problems, int size, int minIdle, Duration timeout) {
        range(problems, REDIS_POOL_SIZE, size, 1, 10_000);
        problems.require(minIdle >= 0, REDIS_MIN_IDLE_CONNS, minIdle, ">= 0");
        if (problems.none(REDIS_POOL_SIZE)) {
            atMost(problems, REDIS_MIN_IDLE_CONNS, minIdle <= size, minIdle, REDIS_POOL_SIZE, size);
        }
        duration(problems, REDIS_POOL_TIMEOUT, timeout);
    }

    static void timeouts(Problems problems, Duration dial, Duration read, Duration write, Duration operation) {
        duration(problems, REDIS_DIAL_TIMEOUT, dial);
        duration(problems, REDIS_READ_TIMEOUT, read);
        duration(problems, REDIS_WRITE_TIMEOUT, write);
        duration(problems, REDIS_OPERATION_DEADLINE, operation);
        if (problems.none(REDIS_READ_TIMEOUT, REDIS_OPERATION_DEADLINE) && operation.compareTo(read) < 0) {
            problems.add(REDIS_OPERATION_DEADLINE, operation, ">= REDIS_READ_TIMEOUT, " + GoDuration.print(read), "");
        }
    }

    static void retry(Problems problems, int maxRetries, Duration minDelay, Duration maxDelay) {
        range(problems, REDIS_MAX_RETRIES, maxRetries, 0, 100);
        duration(problems, REDIS_MIN_RETRY_DELAY, minDelay);
        duration(problems, REDIS_MAX_RETRY_DELAY, maxDelay);
        if (problems.none(REDIS_MIN_RETRY_DELAY, REDIS_MAX_RETRY_DELAY)) {
            atMost(
                    problems,
                    REDIS_MIN_RETRY_DELAY,
                    minDelay.compareTo(maxDelay) <= 0,
                    minDelay,
                    REDIS_MAX_RETRY_DELAY,
                    GoDuration.print(maxDelay));
        }
    }

    static void merging(Problems problems, int maxCommands, int maxBytes, int maxTrips) {
        range(problems, REDIS_MERGE_MAX_COMMANDS, maxCommands, 2, 10_000);
        range(problems, REDIS_MERGE_MAX_BYTES, maxBytes, 1024, 64 << 20);
        range(problems, REDIS_MERGE_MAX_TRIPS, maxTrips, 1, 1000);
    }

    static void tls(Problems problems, Path certFile, Path keyFile, Set<String> protocols) {
        if (TlsConfig.given(certFile) && !TlsConfig.given(keyFile)) {
            problems.add(REDIS_TLS_KEY_FILE, "", "a file, because REDIS_TLS_CERT_FILE is set", "");
        }
        if (TlsConfig.given(keyFile) && !TlsConfig.given(certFile)) {
            problems.add(REDIS_TLS_CERT_FILE, "", "a file, because REDIS_TLS_KEY_FILE is set", "");
        }
        if (protocols.isEmpty() || !TlsConfig.PROTOCOLS.containsAll(protocols)) {
            problems.add("tlsProtocols", protocols.toString(), "some of " + TlsConfig.PROTOCOLS, "");
        }
    }

    /** A file with the password must be readable at once; other suppliers are asked in production only. */
    static void credentials(Problems problems, Login login, Supplier<Credentials> credentials, boolean production) {
        if (!problems.none(REDIS_URL, login.password(), login.passwordFile())
                || !(production || credentials instanceof PasswordFile)) {
            return;
        }
        try {
            Secret password = credentials.get().password();
            if (production && password.reveal().length() < 32) {
                problems.add(
                        login.password().name(),
                        password.isEmpty() ? "" : "***",
                        "at least 32 characters in production; openssl rand -base64 32 makes some",
                        "");
            }
        } catch (ConfigException unreadable) {
            unreadable.problems().forEach(problems::add);
        } catch (RuntimeException failed) {
            problems.add(
                    login.password(),
                    "",
                    "a supplier that answers, not " + failed.getClass().getSimpleName(),
                    "");
        }
    }

    /** What production adds for a configuration as a whole. */
    static void production(
            Problems problems,
            Supplier<Credentials> credentials,
            TlsConfig tls,
            PoolConfig pool,
            RetryPolicy retry,
            Timeouts timeouts) {
        credentials(problems, Login.DATA, credentials, true);
        production(
                problems,
                tls.enabled(),
                tls.skipVerify(),
                pool.size(),
                retry.maxRetries(),
                timeouts.dial(),
                timeouts.read(),
                timeouts.write());
    }

    /** What production adds to the ranges. */
    static void production(
            Problems problems, boolean tls, boolean skipVerify, int poolSize, int maxRetries, Duration... timeouts) {
        problems.require(tls || !problems.none(REDIS_URL), REDIS_TLS_ENABLED, tls, "true in production");
        problems.require(!skipVerify, REDIS_TLS_SKIP_VERIFY, skipVerify, "false in production");
        problems.require(poolSize >= 10 && poolSize <= 500, REDIS_POOL_SIZE, poolSize, "10..500 in production");
        problems.require(maxRetries >= 1 && maxRetries <= 10, REDIS_MAX_RETRIES, maxRetries, "1..10 in production");
        Variable[] names = {REDIS_DIAL_TIMEOUT, REDIS_READ_TIMEOUT, REDIS_WRITE_TIMEOUT};
        for (int i = 0; i < names.length; i++) {
            problems.require(
                    timeouts[i].compareTo(Duration.ofSeconds(1)) >= 0, names[i], timeouts[i], ">= 1s in production");
        }
    }

    private static void range(Problems problems, Variable variable, int value, int least, int most) {
        problems.require(value >= least && value <= most, variable, value, least + ".." + most);
    }

    private static void duration(Problems problems, Variable variable, Duration value) {
        problems.require(value.compareTo(SHORTEST) >= 0 && value.compareTo(LONGEST) <= 0, variable, value, "1ms..24h");
    }

    private static void atMost(
            Problems problems, Variable variable, boolean holds, Object value, Variable limit, Object most) {
        if (!holds) {
            problems.add(variable, value, "<= " + limit + ", " + most, "");
        }
    }
}
