package dev.redport.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.redport.driver.Reply;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutsideTest {
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final Names names = new Names("shop", "auth", KeyRing.random());
    private final Outside outside = new Outside(names, 100, nanos::get);
    private final String tag = names.tag(Subject.of("acme", "anna"));
    private final List<byte[]> keys = outside.keys(tag, ClientId.of("web"));

    private long learn(@Nullable String... cuts) {
        List<@Nullable Object> raw = Arrays.asList((@Nullable Object[]) cuts);
        return outside.learn(keys, Reply.of(raw), nanos.get());
    }

    @Test
    void asksForEveryoneTheTenantAndTheClient() {
        assertThat(keys).hasSize(3);
        assertThat(outside.keys(names.tag(Subject.of("anna")), null)).containsExactly(names.everyone());
    }

    @Test
    void theHighestHoldsAndNeverBecomesLess() {
        assertThat(outside.known(keys)).isZero();
        assertThat(learn("5", "9", "7")).isEqualTo(9);
        assertThat(learn("1", null, null)).as("an old answer that comes late").isEqualTo(9);
        outside.note(names.everyone(), 20, nanos.get());
        assertThat(outside.known(outside.keys(names.tag(Subject.of("bert")), null)))
                .isEqualTo(20);
    }

    @Test
    void isFreshForAsLongAsItMayBeStaleAndNoLonger() {
        assertThat(outside.fresh(keys)).isFalse();
        learn(null, null, null);
        assertThat(outside.fresh(keys)).isTrue();
        assertThat(outside.fresh(outside.keys(tag, ClientId.of("app")))).isFalse();
        nanos.addAndGet(100);
        assertThat(outside.fresh(keys)).isTrue();
        nanos.incrementAndGet();
        assertThat(outside.fresh(keys)).isFalse();
        assertThat(new Outside(names, 0, nanos::get).fresh(keys)).isFalse();
    }
}
