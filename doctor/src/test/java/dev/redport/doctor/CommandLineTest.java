package dev.redport.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"acl", "env", "latency", "pool"})
    void helpFitsTheScreenAndSucceeds(String command) {
        Ran ran = Ran.with(Map.of(), command, "--help");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).startsWith("Usage: doctor " + command).contains("Example");
        assertThat(ran.lines()).allMatch(line -> line.length() <= 100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acl --ports cache,tokens",
                "acl --server 5.0",
                "acl --server new",
                "acl --user a|b",
                "acl --namespace a:b",
                "acl --database 1 --cluster",
                "acl --format xml",
                "env --format xml",
                "env --loud",
                "latency --seconds 0",
                "latency --size -1",
                "latency --url http://localhost",
                "pool",
                "pool --rate 2000/s",
                "pool --rate 2000 --latency 2ms",
                "pool --rate 2000/s --latency 2",
                "pool --rate 0/s --latency 2ms",
                "pool --users 0",
                "pool --users 10 --instances 0",
                "pool --users 10 --maxclients 0",
                "pool --users 10 --driver other",
                "nothing"
            })
    void aWrongCommandLineIsToldBrieflyAndStopsThere(String arguments) {
        Ran ran = Ran.with(Map.of(), arguments.split(" ", -1));
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).isNotBlank().doesNotContain("\tat ");
        assertThat(ran.err().lines()).hasSizeBetween(1, 7).allMatch(line -> line.length() <= 100);
    }

    @Test
    void theHelpNamesEveryCommand() {
        Ran ran = Ran.with(Map.of(), "--help");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("acl", "env", "latency", "pool", "--strict");
    }
}
