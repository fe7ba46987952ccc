package dev.redport.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {
    @Nested
    class AnErrorReply {
        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            NOAUTH Authentication required.                                       | AUTH          | Authentication
            WRONGPASS invalid username-password pair or user is disabled.         | AUTH          | Authentication
            ERR invalid password                                                  | AUTH          | Authentication
            ERR Client sent AUTH, but no password is set                          | AUTH          | Authentication
            ERR AUTH <password> called without any password configured            | AUTH          | Authentication
            NOPERM this user has no permissions to run the 'get' command          | PERMISSION    | Rejected
            LOADING Redis is loading the dataset in memory                        | SERVER_BUSY   | Unavailable
            BUSY Redis is busy running a script.                                  | SERVER_BUSY   | Unavailable
            TRYAGAIN Multiple keys request during rehashing of slot               | SERVER_BUSY   | Unavailable
            CLUSTERDOWN Hash slot not served                                      | SERVER_BUSY   | Unavailable
            MASTERDOWN Link with MASTER is down                                   | SERVER_BUSY   | Unavailable
            NOREPLICAS Not enough good replicas to write.                         | SERVER_BUSY   | Unavailable
            ERR max number of clients reached                                     | SERVER_BUSY   | Unavailable
            ERR max number of clients + cluster connections reached               | SERVER_BUSY   | Unavailable
            LOADING                                                               | SERVER_BUSY   | Unavailable
            READONLY You can't write against a read only replica.                 | READ_ONLY     | Unavailable
            OOM command not allowed when used memory > 'maxmemory'.               | OUT_OF_MEMORY | Rejected
            WRONGTYPE Operation against a key holding the wrong kind of value     | WRONG_TYPE    | Rejected
            MOVED 3999 127.0.0.1:6381                                             | REDIRECT      | Rejected
            ASK 3999 127.0.0.1:6381                                               | REDIRECT      | Rejected
            CROSSSLOT Keys in request don't hash to the same slot                 | REDIRECT      | Rejected
            NOSCRIPT No matching script. Please use EVAL.                         | SCRIPT        | Rejected
            ERR Error running script (call to f_12): @user_script:1: boom         | SCRIPT        | OutcomeUnknown
            ERR user_script:1: Script attempted to access a non local key         | SCRIPT        | OutcomeUnknown
            ERR value is not an integer or out of range                           | OTHER         | Rejected
            ERR value is not an integer or out of range script: 12ab, on @user:1. | SCRIPT        | OutcomeUnknown
            ERR syntax error                                                      | OTHER         | Rejected
            ERR unknown command `FOO`, with args beginning with: `a script`,      | OTHER         | Rejected
            ERR unknown command 'X', with args beginning with: 'auth called without' | OTHER      | Rejected
            ERR unknown command 'X', with args beginning with: 'max number of clients' | OTHER    | Rejected
            EXECABORT Transaction discarded because of previous errors.           | OTHER         | Rejected
            something a proxy says                                                | OTHER         | Rejected
            """)
        void hasTheKindAndTypeThatFitsItsCode(String message, ErrorKind kind, String type) {
            RedisException failure = Failures.server(message);

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.getClass().getSimpleName()).isEqualTo("Redis" + type + "Exception");
            assertThat(failure).hasNoCause();
        }

        @Test
        void maySayOnlyFixedWords() {
            assertThat(Failures.server("ERR syntax error near 'k'"))
                    .hasMessage("Redis refused the command: ERR syntax error");
            assertThat(Failures.server("EXECABORT Transaction discarded"))
                    .hasMessage("Redis refused the command: EXECABORT");
            assertThat(Failures.server("")).hasMessage("Redis refused the command: ERR");
        }

        @Test
        void neverShowsWhatTheServerQuotes() {
            Random random = new Random(20_26);
            List<String> frames = List.of(
                    "NOAUTH %s",
                    "WRONGPASS %s",
                    "NOPERM No permissions to access the '%s' key",
                    "LOADING %s",
                    "BUSY %s",
                    "READONLY %s",
                    "OOM %s",
                    "WRONGTYPE %s",
                    "MOVED 1 %s:6379",
                    "ASK 1 %s:6379",
                    "CROSSSLOT %s",
                    "NOSCRIPT %s",
                    "ERR %s",
                    "ERR unknown command `%s`, with args beginning with: `%1$s`, ",
                    "ERR unknown subcommand '%s'. Try SCRIPT HELP.",
                    "ERR wrong number of arguments for '%s' command",
                    "ERR syntax error %s",
                    "ERR invalid password %s",
                    "ERR Error running script (call to f_%s): @user_script:1: %1$s",
                    "ERR max number of clients reached %s",
                    "CUSTOM %s",
                    "%s",
                    "%s is the key",
                    " %s",
                    "'%s' is the key");
            for (String frame : frames) {
                for (int i = 0; i < 200; i++) {
                    String canary = canary(random);
                    String message = String.format(frame, canary);
                    assertThat(everything(Failures.server(message))).as(frame).doesNotContain(canary);
                    assertThat(everything(Failures.connect(new IOException(message, new IOException(canary)))))
                            .as(frame)
                            .doesNotContain(canary);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"ERR x", "NOAUTH Authentication required.", "MOVED 1 host:1", "E2 x"})
        void isToldFromOtherMessagesByItsCode(String message) {
            assertThat(Failures.isServerError(message)).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "ERR", "Connection refused", "E x", " ERR x", "err x", "ERR: x", "A-B x"})
        void isNotSeenInOtherMessages(String message) {
            assertThat(Failures.isServerError(message)).isFalse();
        }
    }

    @Nested
    class AFailedConnection {
        @Test
        void isATlsFailureWhereverTheTlsExceptionIs() {
            for (int depth = 0; depth < 6; depth++) {
                RedisException failure = Failures.connect(wrapped(new SSLHandshakeException("PKIX"), depth));
                assertThat(failure)
                        .as("depth %d", depth)
                        .isInstanceOf(RedisTlsException.class)
                        .hasMessageContaining("REDIS_TLS_CA_FILE")
                        .hasNoCause();
                assertThat(failure.kind()).isEqualTo(ErrorKind.TLS);
            }
        }

        @Test
        void isWhatTheServerSaidWhereverItSaysIt() {
            for (int depth = 0; depth < 6; depth++) {
                IOException said = new IOException("WRONGPASS invalid username-password pair");
                assertThat(Failures.connect(wrapped(said, depth)).kind()).isEqualTo(ErrorKind.AUTH);
            }
        }

        @Test
        void isNobodyThereOtherwise() {
            RedisException failure = Failures.connect(wrapped(new ConnectException("Connection refused"), 1));

            assertThat(failure).isInstanceOf(RedisUnavailableException.class).hasNoCause();
            assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_CONNECTED);
            assertThat(failure)
                    .hasMessage("Not connected to Redis; check that it runs where REDIS_HOST, REDIS_SENTINEL_NODES or"
                            + " REDIS_CLUSTER_NODES says, and with TLS if REDIS_TLS_ENABLED"
                            + " (IllegalStateException < ConnectException)");
        }

        @Test
        void isNotMistakenForAnErrorReplyWhenTheSystemRefused() {
            assertThat(Failures.connect(new ConnectException("ERR looks like a reply"))
                            .kind())
                    .isEqualTo(ErrorKind.NOT_CONNECTED);
        }

        @Test
        void endsItsSearchInACircleOfCauses() {
            Exception one = new IOException("one");
            Exception two = new IOException("two", one);
            one.initCause(two);

            assertThat(Failures.connect(one).kind()).isEqualTo(ErrorKind.NOT_CONNECTED);
            assertThat(Failures.find(one, SSLException.class)).isNull();
            assertThat(Failures.connectionLost(one).getMessage())
                    .endsWith("(IOException < IOException < IOException < IOException)");
        }
    }

    @Test
    void findsTheOutermostOfAType() {
        IOException outer = new IOException(new IllegalStateException(new IOException("inner")));

        assertThat(Failures.find(outer, IOException.class)).isSameAs(outer);
        assertThat(Failures.find(outer, IllegalStateException.class)).isSameAs(outer.getCause());
        assertThat(Failures.find(outer, SSLException.class)).isNull();
        assertThat(Failures.find(null, SSLException.class)).isNull();
    }

    @Test
    void saysWhetherTheCommandMayHaveRun() {
        assertThat(Failures.notConnected(null)).isInstanceOf(RedisUnavailableException.class);
        assertThat(Failures.poolTimeout()).isInstanceOf(RedisUnavailableException.class);
        assertThat(Failures.deadlinePassed()).isInstanceOf(RedisUnavailableException.class);
        assertThat(Failures.interrupted(false)).isInstanceOf(RedisUnavailableException.class);
        assertThat(Failures.interrupted(true)).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(Failures.timeout()).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(Failures.connectionLost(null)).isInstanceOf(RedisOutcomeUnknownException.class);
        assertThat(Stream.of(
                                Failures.notConnected(null),
                                Failures.poolTimeout(),
                                Failures.deadlinePassed(),
                                Failures.interrupted(true),
                                Failures.interrupted(false),
                                Failures.timeout(),
                                Failures.connectionLost(null))
                        .map(RedisException::kind))
                .containsExactly(
                        ErrorKind.NOT_CONNECTED,
                        ErrorKind.POOL_TIMEOUT,
                        ErrorKind.TIMEOUT,
                        ErrorKind.INTERRUPTED,
                        ErrorKind.INTERRUPTED,
                        ErrorKind.TIMEOUT,
                        ErrorKind.CONNECTION_LOST);
    }

    @Test
    void showsNoMessageOfAClient() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            String canary = canary(random);
            Throwable cause = wrapped(new SSLException(canary, new IOException(canary)), i % 5);
            assertThat(everything(Failures.connect(cause))).doesNotContain(canary);
            assertThat(everything(Failures.notConnected(cause))).doesNotContain(canary);
            assertThat(everything(Failures.connectionLost(cause))).doesNotContain(canary);
        }
    }

    private static Throwable wrapped(Throwable core, int times) {
        Throwable each = core;
        for (int i = 0; i < times; i++) {
            each = new IllegalStateException("wrapper " + i, each);
        }
        return each;
    }

    /** Not an upper-case code of its own, as no key in a reply's first place is; may hold spaces and odd signs. */
    private static String canary(Random random) {
        StringBuilder text = new StringBuilder("c");
        String alphabet = "abcdefgXYZ0123456789:{}'` .%\u00e9";
        for (int i = 0; i < 12; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.append('z').toString();
    }

    /** Every text that a log of the exception would show, its stack's class names aside. */
    private static String everything(@Nullable Throwable failure) {
        List<String> texts = new ArrayList<>();
        for (Throwable each = failure; each != null && texts.size() < 20; each = each.getCause()) {
            texts.add(each.toString());
            for (Throwable suppressed : each.getSuppressed()) {
                texts.add(suppressed.toString());
            }
        }
        return String.join("\n", texts);
    }
}
