package dev.redport.testkit;

import java.nio.charset.StandardCharsets;

/** Slots of Redis Cluster: CRC-16/XMODEM of the key or of its hash tag, modulo 16384 (Redis Cluster specification). */
final class HashSlot {
    static final int COUNT = 16_384;

    private HashSlot() {}

    static int of(String key) {
        byte[] bytes = tag(key).getBytes(StandardCharsets.UTF_8);
        int crc = 0;
        for (byte b : bytes) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ 0x1021;
            }
        }
        return crc & (COUNT - 1);
    }

    static int valid(int slot) {
        if (slot < 0 || slot >= COUNT) {
            throw new IllegalArgumentException("slot: " + slot + " (expected: 0 to " + (COUNT - 1) + ")");
        }
        return slot;
    }

    private static String tag(String key) {
        int open = key.indexOf('{');
        int close = key.indexOf('}', open + 1);
        return open >= 0 && close > open + 1 ? key.substring(open + 1, close) : key;
    }
}
