package dev.redport.doctor;

import java.util.Arrays;

/** The version of a server. */
record Version(int major, int minor, int patch) {
    static Version parse(String text) {
        int[] parts = Arrays.stream(text.split("[^0-9]+", -1))
                .filter(part -> part.matches("[0-9]{1,6}"))
                .mapToInt(Integer::parseInt)
                .toArray();
        return new Version(part(parts, 0), part(parts, 1), part(parts, 2));
    }

    private static int part(int[] parts, int index) {
        return index < parts.length ? parts[index] : 0;
    }

    boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /** Whether CVE-2025-49844, code execution by Lua, is fixed in this release of Redis. */
    boolean hasLuaFix() {
        if (major == 6) {
            return minor == 2 && patch >= 20;
        }
        if (major == 7) {
            return (minor == 2 && patch >= 11) || (minor == 4 && patch >= 6) || minor > 4;
        }
        return atLeast(8, 3) || (major == 8 && minor == 0 && patch >= 4) || (major == 8 && minor == 2 && patch >= 2);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
