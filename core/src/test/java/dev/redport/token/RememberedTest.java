package dev.redport.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private static final Subject ANNA = Subject.of("anna");

    private static TokenRef token(String id, long expires) {
        return TokenRef.of(id, ANNA, new Stamp(1), Instant.ofEpochMilli(expires));
    }

    @Test
    void knowsWhatWasAddedAndNothingElse() {
        Remembered remembered = new Remembered(10);
        remembered.add(token("a", 100), Verdict.DENIED, 0);
        assertThat(remembered.find(token("a", 100))).isEqualTo(Verdict.DENIED);
        assertThat(remembered.find(token("b", 100))).isNull();
        assertThat(remembered.find(token("a", 100).client(ClientId.of("web")))).isNull();
        TokenRef other = TokenRef.of("a", Subject.of("bert"), new Stamp(1), Instant.ofEpochMilli(100));
        assertThat(remembered.find(other)).isNull();
    }

    @Test
    void isBoundedAndMakesRoomByForgettingWhatExpired() {
        Remembered remembered = new Remembered(2);
        remembered.add(token("a", 100), Verdict.DENIED, 0);
        remembered.add(token("b", 5_000), Verdict.DENIED, 0);
        remembered.add(token("c", 5_000), Verdict.DENIED, 50);
        assertThat(remembered.find(token("c", 5_000))).isNull();
        remembered.add(token("d", 5_000), Verdict.DENIED, 2_000);
        assertThat(remembered.find(token("a", 100))).isNull();
        assertThat(remembered.find(token("b", 5_000))).isEqualTo(Verdict.DENIED);
        assertThat(remembered.find(token("d", 5_000))).isEqualTo(Verdict.DENIED);
    }

    @Test
    void ofNoneRemembersNothing() {
        Remembered remembered = new Remembered(0);
        remembered.add(token("a", 100), Verdict.DENIED, 0);
        assertThat(remembered.find(token("a", 100))).isNull();
    }
}
