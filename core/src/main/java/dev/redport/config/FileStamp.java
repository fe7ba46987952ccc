package dev.redport.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it. The key is that of the file itself, so a
 * link that leads to another file, as Kubernetes changes them, shows even if size and time are the same.
 */
record FileStamp(long size, FileTime modified, @Nullable Object key) {
    private static final FileStamp NONE = new FileStamp(-1, FileTime.fromMillis(0), null);

    static FileStamp of(Path file) {
        try {
            BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(found.size(), found.lastModifiedTime(), found.fileKey());
        } catch (IOException unreadable) {
            return NONE;
        }
    }
}
