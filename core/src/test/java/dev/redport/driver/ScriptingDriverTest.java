package dev.redport.driver;

import static dev.redport.driver.FakeDriver.failure;
import static dev.redport.driver.FakeDriver.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptingDriverTest {
    private static final Script SCRIPT = Script.of("one", Replay.GUARDED, "return 1");
    private final RedisException unknownScript = Failures.server("NOSCRIPT No matching script. Please use EVAL.");

    private final FakeDriver fake = new FakeDriver();
    private final RedisDriver driver = new ScriptingDriver(fake);
    private final Call call = Call.start(Operation.OTHER, Duration.ofSeconds(10));

    private static Command run(String key) {
        return SCRIPT.call(List.of(key.getBytes(UTF_8)), "arg".getBytes(UTF_8));
    }

    @Test
    void sendsTheShaAndNothingElseToAServerThatKnowsIt() {
        fake.then(1L);

        assertThat(driver.execute(run("k"), call).integer()).isEqualTo(1);
        assertThat(fake.trips).hasSize(1);
        assertThat(fake.trips.get(0).commands().get(0).verb()).isEqualTo(Verb.EVALSHA);
    }

    @Test
    void sendsTheWholeScriptToAServerThatDoesNot() {
        fake.then(unknownScript).then(1L);

        assertThat(driver.execute(run("k"), call).integer()).isEqualTo(1);

        Command whole = fake.trips.get(1).commands().get(0);
        assertThat(whole.verb()).isEqualTo(Verb.EVAL);
        assertThat(whole.replay()).isEqualTo(Replay.GUARDED);
        assertThat(whole.args()).isDeepEqualTo(new byte[][] {
            "return 1".getBytes(UTF_8), "1".getBytes(UTF_8), "k".getBytes(UTF_8), "arg".getBytes(UTF_8)
        });
        assertThat(fake.trips.get(1).call()).isSameAs(call);
    }

    @Test
    void keepsAReplayClassThatWasChangedForOneCall() {
        fake.then(unknownScript).then(1L);

        driver.execute(run("k").withReplay(Replay.NEVER), call);

        assertThat(fake.trips.get(1).commands().get(0).replay()).isEqualTo(Replay.NEVER);
    }

    @Test
    void handsOnEveryOtherFailure() {
        RedisException failed = Failures.server("ERR Error running script (call to f_1): @user_script:1: boom");
        for (RedisException other : List.of(failure(ErrorKind.PERMISSION), failure(ErrorKind.TIMEOUT), failed)) {
            FakeDriver failing = new FakeDriver().then(other);
            assertThatThrownBy(() -> new ScriptingDriver(failing).execute(run("k"), call))
                    .isSameAs(other);
            assertThat(failing.trips).hasSize(1);
        }
    }

    @Test
    void doesNotTryASecondTimeWhatIsNoScriptOfOurs() {
        fake.then(unknownScript);

        assertThatThrownBy(() -> driver.execute(get("k"), call)).isSameAs(unknownScript);
        assertThat(fake.trips).hasSize(1);
    }

    @Test
    void sendsOnlyTheUnknownScriptsOfABatchAgain() {
        fake.then("v", unknownScript, 7L, unknownScript, unknownScript).then(1L, failure(ErrorKind.PERMISSION));

        List<Reply> replies =
                driver.executeAll(List.of(get("a"), run("b"), run("c"), run("d"), get("no script")), call);

        assertThat(fake.trips).hasSize(2);
        assertThat(fake.trips.get(1).commands()).extracting(Command::verb).containsExactly(Verb.EVAL, Verb.EVAL);
        assertThat(fake.trips.get(1).commands())
                .extracting(command -> new String(command.arg(2), UTF_8))
                .containsExactly("b", "d");
        assertThat(replies.get(0).text()).isEqualTo("v");
        assertThat(replies.get(1).integer()).isEqualTo(1);
        assertThat(replies.get(2).integer()).isEqualTo(7);
        assertThat(replies.get(3).toString()).isEqualTo("error permission");
        assertThat(replies.get(4).error()).isSameAs(unknownScript);
    }

    @Test
    void makesOneTripForABatchTheServerKnows() {
        fake.then(1L, failure(ErrorKind.TIMEOUT));

        assertThat(driver.executeAll(List.of(run("a"), run("b")), call)).hasSize(2);
        assertThat(fake.trips).hasSize(1);
    }
}
