package dev.redport.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarksTest {
    @ParameterizedTest
    @CsvSource({
        "9;5;,'',5",
        "9;5;,aa,5",
        "9;5;aa=7;bb=3;,aa,7",
        "9;5;aa=7;bb=3;,bb,5",
        "9;5;aa=7;bb=3;,cc,5",
        "9;0;aa=7;,'',0"
    })
    void theHighestCutOffHolds(String marks, String client, long cut) {
        assertThat(Marks.cut(marks, client)).isEqualTo(cut);
        assertThat(Marks.highest(marks)).isEqualTo(9);
    }
}
