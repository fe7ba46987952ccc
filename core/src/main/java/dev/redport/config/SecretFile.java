package dev.redport.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** A secret in a file, read again at each call. One line break at the end is not part of it. */
record SecretFile(Variable variable, Path file) implements Supplier<Secret> {
    private static final int LONGEST = 65_536;

    @Override
    public Secret get() {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
            return Secret.of(text.replaceFirst("\\r?\\n\\z", ""));
        } catch (IOException unreadable) {
            throw ConfigException.of(variable, file.toString(), "the path of a file that can be read");
        }
    }
}
