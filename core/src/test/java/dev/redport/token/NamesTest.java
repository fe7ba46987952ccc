package dev.redport.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    private final Names names = new Names("shop", "auth", KeyRing.random());

    @Test
    void keysOfASubjectCarryItsPseudonymAsHashTag() {
        String tag = names.tag(Subject.of("anna@example.org"));
        assertThat(tag).matches("[A-Za-z0-9_-]{22}");
        assertThat(new String(names.of(tag, "w"), US_ASCII)).isEqualTo("shop:t1:auth:{" + tag + "}:w");
        assertThat(names.tag(Subject.of("anna@example.org"))).isEqualTo(tag);
        assertThat(new Names("shop", "auth", KeyRing.random()).tag(Subject.of("anna@example.org")))
                .isNotEqualTo(tag);
    }

    @Test
    void pseudonymsWithATenantShareItsFront() {
        String anna = names.tag(Subject.of("acme", "anna"));
        assertThat(anna)
                .matches("[A-Za-z0-9_-]{30}")
                .startsWith(names.tag(Subject.of("acme", "bert")).substring(0, 8));
        assertThat(names.tenantOf(anna)).isEqualTo(names.tenant("acme")).isNotEqualTo(names.tenant("other"));
        assertThat(Names.hasTenant(anna)).isTrue();
        assertThat(Names.hasTenant(names.tag(Subject.of("anna")))).isFalse();
    }

    @Test
    void noTwoSubjectsMeet() {
        List<String> parts = List.of("a", "b", "a:b", "b:c", "a}", "{a", "a\u0000", "\u00e4", "all", " ", "*");
        Set<String> tags = new HashSet<>();
        for (String id : parts) {
            assertThat(tags.add(names.tag(Subject.of(id)))).isTrue();
            for (String tenant : parts) {
                assertThat(tags.add(names.tag(Subject.of(tenant, id)))).isTrue();
            }
        }
    }

    @Test
    void digestsOfDifferentKindsDiffer() {
        assertThat(names.digest("token id", "x"))
                .isNotEqualTo(names.digest("token hash", "x"))
                .hasSize(22);
        assertThat(names.clientTag(ClientId.of("web"))).matches("[0-9a-f]{16}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\ud800"})
    void subjectsMustBeWellFormed(String id) {
        assertThatThrownBy(() -> Subject.of(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClientId.of(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Subject.of(id, "a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void subjectsAreBoundedAndHidden() {
        assertThat(Subject.of("\u00e4".repeat(128))).hasToString("Subject[***]");
        assertThatThrownBy(() -> Subject.of("\u00e4".repeat(129))).hasMessage("id: 258 bytes (expected: 1 to 256)");
        assertThatThrownBy(() -> Scope.ofTenant("")).hasMessage("tenant: 0 bytes (expected: 1 to 256)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rs1.AAAAAAAAAAAAAAAAAAAAAA.1700000000000BBBBBBBBBBBBBBBB.CCCC",
                "AAAAAAAAAAAAAAAAAAAAAA.170000000000BBBBBBBBBBBBBBBBB",
                "AAAAAAAAAAAAAAAAAAAAA}.1700000000000BBBBBBBBBBBBBBBB"
            })
    void sessionIdsHaveOneForm(String text) {
        assertThatThrownBy(() -> SessionId.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("session id: " + text.length() + " characters of another form (expected: as issued)");
        assertThat(SessionId.tryParse(text)).isEmpty();
    }

    @Test
    void sessionIdsAreTagAndMember() {
        SessionId id = SessionId.of("AAAAAAAAAAAAAAAAAAAAAA.1700000000000BBBBBBBBBBBBBBBB");
        assertThat(id.tag()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(id.member()).isEqualTo("1700000000000BBBBBBBBBBBBBBBB");
    }
}
