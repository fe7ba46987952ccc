package dev.redport.driver;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.config.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
    private static final Endpoint ASKED = new Endpoint("asked.example", 7000);

    @ParameterizedTest
    @CsvSource({
        "MOVED 3999 127.0.0.1:6381, false, 3999, 127.0.0.1, 6381",
        "ASK 0 node-1.example:6379, true, 0, node-1.example, 6379",
        "MOVED 16383 ::1:6379, false, 16383, ::1, 6379",
        "MOVED 7 :6379, false, 7, asked.example, 6379",
    })
    void saysWhereTheKeyIs(String message, boolean ask, int slot, String host, int port) {
        Redirect redirect = requireNonNull(Redirect.parse(message));

        assertThat(redirect.ask()).isEqualTo(ask);
        assertThat(redirect.slot()).isEqualTo(slot);
        assertThat(redirect.target(ASKED)).isEqualTo(new Endpoint(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MOVED",
                "MOVED 1",
                "MOVED 1 host",
                "MOVED x host:1",
                "MOVED -1 host:1",
                "MOVED 16384 host:1",
                "MOVED 1 host:0",
                "MOVED 1 host:65536",
                "MOVED 1 host:x",
                "MOVED 1 a host:1",
                "MOVED 99999999999 host:1",
            })
    void whatIsNoRedirectIsNotFollowed(String message) {
        assertThat(Redirect.parse(message)).isNull();
    }

    @Test
    void anAddressThatIsNoneIsNotFollowed() {
        Redirect redirect = requireNonNull(Redirect.parse("MOVED 1 ?!:6379"));

        assertThat(redirect.target(ASKED)).isNull();
    }

    @Test
    void isPartOfTheFailureOnly() {
        assertThat(Redirect.of(Failures.server("ASK 5 10.0.0.1:1"))).isEqualTo(new Redirect(true, 5, "10.0.0.1", 1));
        assertThat(Redirect.of(Failures.server("CROSSSLOT Keys"))).isNull();
        assertThat(Redirect.of(Failures.timeout())).isNull();
        assertThat(Redirect.of(null)).isNull();
        assertThat(Failures.server("MOVED 5 10.0.0.1:1")).hasMessageNotContaining("10.0.0.1");
    }
}
