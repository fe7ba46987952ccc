package dev.redport.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short programs print what they promise. */
@Timeout(60)
final class ExamplesTest {
    private static String printed(Runnable program) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream usual = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(usual);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void plain() {
        assertThat(printed(() -> PlainExample.main(new String[0]))).isEqualToNormalizingNewlines("""
                loaded:       User[name=Ada]
                cached:       Optional[User[name=Ada]]
                many:         {1=User[name=Ada], 2=User[name=Grace]}
                none:         Optional.empty
                known absent: true
                ready:        UP
                """);
    }

    @Test
    void rateLimiter() {
        assertThat(printed(() -> RateLimiterExample.main(new String[0]))).isEqualToNormalizingNewlines("""
                call 1:      ALLOWED, 2 left of burst
                call 2:      ALLOWED, 1 left of burst
                call 3:      ALLOWED, 0 left of burst
                call 4:      DENIED, 0 left of burst
                once more:   DENIED, known by DENY_CACHE
                status:      429
                policy:      "burst";q=3;w=60, "daily";q=1000;w=86400
                too much:    NEVER
                refunded:    2 left
                bob:         3 of 10
                larger plan: 5 left
                """);
    }

    @Test
    void tokens() {
        assertThat(printed(() -> TokenExample.main(new String[0]))).isEqualToNormalizingNewlines("""
                session of:   phone
                same again:   true
                JWT:          ACTIVE
                next:         Rotated
                first again:  Reused
                JWT:          SESSION_ENDED
                link:         used
                once more:    USED
                everywhere:   RevokeReport[sessions=0, refreshTokens=0]
                """);
    }

    @Test
    void guice() {
        assertThat(printed(() -> GuiceExample.main(new String[0]))).isEqualToNormalizingNewlines("""
                Hello, user 1
                Not again
                UP
                """);
    }
}
