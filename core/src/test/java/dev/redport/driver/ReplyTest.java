package dev.redport.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private final RedisException failure = Failures.timeout();

    @Test
    void isNil() {
        Reply nil = Reply.of(null);

        assertThat(nil.isNil()).isTrue();
        assertThat(nil.bytes()).isNull();
        assertThat(nil.isInteger() || nil.isError()).isFalse();
        refuses(nil, "nil", "text", Reply::text);
        refuses(nil, "nil", "an integer", Reply::integer);
        refuses(nil, "nil", "a list", Reply::list);
        assertThat(nil.orThrow()).isSameAs(nil);
    }

    @Test
    void isBytesWithoutACopy() {
        byte[] bytes = {1, 2, (byte) 0xFF};
        Reply reply = Reply.of(bytes);

        assertThat(reply.bytes()).isSameAs(bytes);
        assertThat(reply.isNil()).isFalse();
        refuses(reply, "3 bytes", "an integer", Reply::integer);
        refuses(reply, "3 bytes", "a list", Reply::list);
    }

    @Test
    void isText() {
        assertThat(Reply.of("gr\u00fcn").bytes()).isEqualTo("gr\u00fcn".getBytes(UTF_8));
        assertThat(Reply.of("gr\u00fcn".getBytes(UTF_8)).text()).isEqualTo("gr\u00fcn");
    }

    @Test
    void isAnInteger() {
        Reply reply = Reply.of(Long.MIN_VALUE);

        assertThat(reply.isInteger()).isTrue();
        assertThat(reply.integer()).isEqualTo(Long.MIN_VALUE);
        refuses(reply, "integer", "bytes", Reply::bytes);
        refuses(reply, "integer", "text", Reply::text);
        refuses(reply, "integer", "a list", Reply::list);
    }

    @Test
    void isAListOfRepliesThatKeepTheirFailures() {
        Reply reply = Reply.of(Arrays.asList(1L, null, "a".getBytes(UTF_8), failure, List.of(2L, List.of())));

        List<Reply> list = reply.list();
        assertThat(list).hasSize(5);
        assertThat(list.get(0).integer()).isEqualTo(1);
        assertThat(list.get(1).isNil()).isTrue();
        assertThat(list.get(2).text()).isEqualTo("a");
        assertThat(list.get(3).error()).isSameAs(failure);
        assertThat(list.get(4).list().get(0).integer()).isEqualTo(2);
        assertThat(list.get(4).list().get(1).list()).isEmpty();
        refuses(reply, "list of 5", "bytes", Reply::bytes);
        refuses(reply, "list of 5", "an integer", Reply::integer);
    }

    @Test
    void givesAViewOfAListThatCannotBeChanged() {
        List<Object> raw = new ArrayList<>(List.of(1L));
        List<Reply> view = Reply.of(raw).list();

        assertThatThrownBy(() -> view.add(Reply.of(2L))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> view.set(0, Reply.of(2L))).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> view.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(raw).containsExactly(1L);
    }

    @Test
    void throwsItsFailureWhateverIsAskedOfIt() {
        Reply reply = Reply.of(failure);

        assertThat(reply.isError()).isTrue();
        assertThat(reply.error()).isSameAs(failure);
        List<Function<Reply, Object>> asked =
                List.of(Reply::orThrow, Reply::text, Reply::integer, Reply::list, r -> Arrays.toString(r.bytes()));
        for (Function<Reply, Object> question : asked) {
            assertThatThrownBy(() -> question.apply(reply))
                    .isInstanceOf(failure.getClass())
                    .hasMessage(failure.getMessage())
                    .hasCause(failure);
        }
    }

    @Test
    void refusesWhatNoServerSends() {
        for (Object other : List.of(1, 1.5, true, 'c', new int[0])) {
            assertThatThrownBy(() -> Reply.of(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("raw: " + other.getClass().getName()
                            + " (expected: null, Long, byte[], String, RedisException or List)");
        }
    }

    @Test
    void namesItsShapeAndNeverItsContent() {
        assertThat(Reply.of(null)).hasToString("nil");
        assertThat(Reply.of("canary")).hasToString("6 bytes");
        assertThat(Reply.of(4711L)).hasToString("integer");
        assertThat(Reply.of(List.of("canary", "canary"))).hasToString("list of 2");
        assertThat(Reply.of(failure)).hasToString("error timeout");
    }

    private static void refuses(Reply reply, String shape, String expected, Function<Reply, Object> question) {
        assertThatExceptionOfType(RedisRejectedException.class)
                .isThrownBy(() -> question.apply(reply))
                .withMessage("reply: " + shape + " (expected: " + expected + ")")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.OTHER));
    }
}
