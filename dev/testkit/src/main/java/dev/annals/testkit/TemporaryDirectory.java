package dev.annals.testkit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A directory that is gone after {@link #close()}, or after this JVM, whichever ends first. */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final Watchdog watchdog;

    private TemporaryDirectory(Path path, Watchdog watchdog) {
        this.path = path;
        this.watchdog = watchdog;
    }

    public static TemporaryDirectory create(String prefix) throws IOException {
        Path path = Files.createTempDirectory(prefix).toRealPath();
        return new TemporaryDirectory(path, Watchdog.removing(path));
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        delete(path);
        watchdog.close(); // last: what could not be deleted now, it deletes when the JVM ends
    }

    /** Deletes a tree that others may still be deleting from; a tree that is not there is fine. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            Files.walkFileTree(tree, new Deleting());
        }
    }

    private static final class Deleting extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
