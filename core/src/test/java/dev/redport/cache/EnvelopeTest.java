package dev.redport.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.redport.cache.EntryFormat.Kind;
import dev.redport.driver.CodecException;
import dev.redport.driver.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final int HEADER = 14;
    private static final CacheSpec<String, byte[]> SPEC =
            CacheSpec.named("bytes", Codecs.bytes()).maxBytes(100_000);

    private final EntryFormat<byte[]> format = new Envelope<>(SPEC);
    private final EntryFormat<byte[]> packing = new Envelope<>(SPEC.compressAbove(100));

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void corrupt(EntryFormat<byte[]> format, byte[] stored, ErrorKind kind) {
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> format.decode(stored))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind))
                .withNoCause();
    }

    @Nested
    class AValue {
        @Test
        void comesBackAsItWas() {
            for (int size : new int[] {0, 1, 13, 14, 15, 100, 101, 5_000, 100_000}) {
                for (byte[] value : new byte[][] {random(size), new byte[size]}) {
                    for (EntryFormat<byte[]> each : Set.of(format, packing)) {
                        byte[] stored = each.value(value);
                        assertThat(each.kind(stored)).isEqualTo(Kind.VALUE);
                        assertThat(format.decode(stored)).isEqualTo(value);
                        assertThat(packing.decode(stored)).isEqualTo(value);
                    }
                }
            }
        }

        @Test
        void hasTheDocumentedHeader() {
            byte[] stored = format.value(new byte[] {42});

            assertThat(stored).hasSize(15).startsWith(0xC7, 1, 'V', 0).endsWith(0, 14, 42);
        }

        @Test
        void isStoredDifferentlyEachTime() {
            Set<Long> stamps = new HashSet<>();
            for (int i = 0; i < 1_000; i++) {
                stamps.add(ByteBuffer.wrap(format.value(new byte[1])).getLong(4));
                stamps.add(ByteBuffer.wrap(format.lease()).getLong(4));
            }
            assertThat(stamps).hasSize(2_000);
        }

        @Test
        void isCompressedAboveTheLimitWhereThatMakesItShorter() {
            assertThat(packing.value(new byte[101]))
                    .hasSizeLessThan(HEADER + 50)
                    .startsWith(0xC7, 1, 'V', 1);
            assertThat(packing.value(new byte[100])).hasSize(HEADER + 100).startsWith(0xC7, 1, 'V', 0);
            assertThat(packing.value(random(500))).hasSize(HEADER + 500).startsWith(0xC7, 1, 'V', 0);
            assertThat(format.value(new byte[5_000])).hasSize(HEADER + 5_000);
        }

        @Test
        void isRefusedWhenTooLarge() {
            for (EntryFormat<byte[]> each : Set.of(format, packing)) {
                assertThatExceptionOfType(CodecException.class)
                        .isThrownBy(() -> each.value(new byte[100_001]))
                        .withMessage("value: 100001 bytes (expected: <= 100000, CacheSpec.maxBytes)")
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.TOO_LARGE));
            }
        }
    }

    @Nested
    class AMarker {
        @Test
        void isKnownByItsKind() {
            assertThat(format.kind(format.absent())).isEqualTo(Kind.ABSENT);
            assertThat(format.kind(format.lease())).isEqualTo(Kind.LEASE);
            assertThat(format.kind(Arrays.copyOf(format.lease(), 3))).isEqualTo(Kind.LEASE);
            assertThat(format.hasMarkers()).isTrue();
        }

        @Test
        void isNoValue() {
            corrupt(format, format.absent(), ErrorKind.CODEC);
            corrupt(format, format.lease(), ErrorKind.CODEC);
        }

        @Test
        void isNotSeenInBytesOfOthers() {
            byte[] lease = format.lease();
            for (int i = 0; i < 3; i++) {
                byte[] other = lease.clone();
                other[i] ^= 1;
                assertThat(format.kind(other)).as("byte %d", i).isEqualTo(Kind.VALUE);
            }
            assertThat(format.kind(new byte[0])).isEqualTo(Kind.VALUE);
            assertThat(format.kind(Arrays.copyOf(lease, 2))).isEqualTo(Kind.VALUE);
        }
    }

    @Nested
    class ADamagedEntry {
        @Test
        void isNeverReadInAnyTruncationOfItsHeader() {
            byte[] stored = format.value(random(20));
            for (int length = 0; length < HEADER; length++) {
                corrupt(format, Arrays.copyOf(stored, length), ErrorKind.CODEC);
            }
        }

        @Test
        void isNeverReadWithAnyOtherByteWhereOneIsFixed() {
            byte[] value = random(20);
            byte[] stored = format.value(value);
            for (int at = 0; at < HEADER; at++) {
                for (int other = 0; other < 256; other++) {
                    byte[] damaged = stored.clone();
                    damaged[at] = (byte) other;
                    boolean stamp = at >= 4 && at < 12;
                    boolean skipped = at == 13 && other >= HEADER && other <= stored.length;
                    if (stamp || other == (stored[at] & 0xFF)) {
                        assertThat(format.decode(damaged)).isEqualTo(value);
                    } else if (skipped) {
                        assertThat(format.decode(damaged)).hasSize(stored.length - other);
                    } else {
                        corrupt(format, damaged, ErrorKind.CODEC);
                    }
                }
            }
        }

        @Test
        void isNeverReadInAnyTruncationOfItsCompressedPayload() {
            byte[] stored = packing.value("a compressible text ".repeat(50).getBytes(UTF_8));
            assertThat(stored[3]).isEqualTo((byte) 1);
            for (int length = HEADER; length < stored.length; length++) {
                corrupt(format, Arrays.copyOf(stored, length), ErrorKind.CODEC);
            }
        }

        @Test
        void failsAsACodecExceptionOrNotAtAllWhateverTheBytes() {
            Random random = new Random(9);
            byte[] stored = packing.value("a compressible text ".repeat(50).getBytes(UTF_8));
            for (int i = 0; i < 20_000; i++) {
                byte[] damaged = stored.clone();
                damaged[HEADER + random.nextInt(stored.length - HEADER)] = (byte) random.nextInt();
                try {
                    assertThat(format.decode(damaged)).isNotNull();
                } catch (CodecException e) {
                    assertThat(e).hasNoCause();
                }
            }
        }
    }

    @Nested
    class ALongerHeader {
        @Test
        void hidesFieldsThatThisVersionDoesNotKnow() {
            byte[] plain = format.value("value".getBytes(UTF_8));
            byte[] packed = packing.value(new byte[5_000]);
            for (int extra : new int[] {1, 2, 250, 40_000, 0xFFFF - HEADER}) {
                assertThat(format.decode(extended(plain, extra))).isEqualTo("value".getBytes(UTF_8));
                assertThat(format.decode(extended(packed, extra))).isEqualTo(new byte[5_000]);
            }
        }

        @Test
        void isRefusedPastTheEndOfTheEntry() {
            byte[] stored = format.value(new byte[3]);
            assertThat(format.decode(withHeader(stored, HEADER + 3))).isEmpty();
            corrupt(format, withHeader(stored, HEADER + 4), ErrorKind.CODEC);
            corrupt(format, withHeader(stored, 0xFFFF), ErrorKind.CODEC);
            corrupt(format, withHeader(stored, HEADER - 1), ErrorKind.CODEC);
            corrupt(format, withHeader(stored, 0), ErrorKind.CODEC);
        }

        private byte[] withHeader(byte[] stored, int length) {
            byte[] changed = stored.clone();
            ByteBuffer.wrap(changed).putShort(12, (short) length);
            return changed;
        }

        private byte[] extended(byte[] stored, int extra) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(stored, 0, HEADER);
            out.writeBytes(random(extra));
            out.write(stored, HEADER, stored.length - HEADER);
            return withHeader(out.toByteArray(), HEADER + extra);
        }
    }

    @Nested
    class ABomb {
        @Test
        void isRefusedAsTooLarge() {
            byte[] bomb = bomb(64 << 20);
            assertThat(bomb.length).isLessThan(100_000);

            corrupt(format, bomb, ErrorKind.TOO_LARGE);
        }

        @Test
        void fillsNoMemory() {
            byte[] bomb = bomb(64 << 20);
            var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();

            corrupt(format, bomb, ErrorKind.TOO_LARGE);

            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
        }

        @Test
        void isMeasuredExactly() {
            assertThat(format.decode(bomb(100_000))).hasSize(100_000);
            corrupt(format, bomb(100_001), ErrorKind.TOO_LARGE);
        }

        private byte[] bomb(int size) {
            Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
            deflater.setInput(new byte[size]);
            deflater.finish();
            byte[] payload = new byte[size / 100 + 100];
            int length = deflater.deflate(payload);
            deflater.end();
            byte[] stored = Arrays.copyOf(format.value(new byte[0]), HEADER + length);
            stored[3] = 1;
            System.arraycopy(payload, 0, stored, HEADER, length);
            return stored;
        }
    }
}
