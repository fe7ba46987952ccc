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
    void guice() {
        assertThat(printed(() -> GuiceExample.main(new String[0]))).isEqualToNormalizingNewlines("""
                Hello, user 1
                UP
                """);
    }
}
