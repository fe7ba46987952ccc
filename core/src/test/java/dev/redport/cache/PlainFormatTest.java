package dev.redport.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import org.junit.jupiter.api.Test;

class PlainFormatTest {
    private final CacheSpec<String, String> spec =
            CacheSpec.named("texts", Codecs.string()).maxBytes(10);
    private final EntryFormat<String> format = new PlainFormat<>(spec.sharedAs("texts:"));

    @Test
    void storesWhatTheCodecMakes() {
        assertThat(format.value("text")).isEqualTo("text".getBytes(UTF_8));
        assertThat(format.decode("text".getBytes(UTF_8))).isEqualTo("text");
        assertThat(format.value("")).isEmpty();
    }

    @Test
    void seesAValueInAnyBytes() {
        EntryFormat<String> envelope = new Envelope<>(spec);

        assertThat(format.kind(envelope.lease())).isEqualTo(EntryFormat.Kind.VALUE);
        assertThat(format.kind(new byte[0])).isEqualTo(EntryFormat.Kind.VALUE);
    }

    @Test
    void refusesLargeValuesBothWays() {
        for (Runnable use : new Runnable[] {() -> format.value("12345678901"), () -> format.decode(new byte[11])}) {
            assertThatExceptionOfType(CodecException.class)
                    .isThrownBy(use::run)
                    .withMessage("value: 11 bytes (expected: <= 10, CacheSpec.maxBytes)")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
        }
    }

    @Test
    void hasNoMarkers() {
        assertThat(format.hasMarkers()).isFalse();
        assertThatThrownBy(format::absent).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(format::lease).isInstanceOf(IllegalStateException.class);
    }
}
