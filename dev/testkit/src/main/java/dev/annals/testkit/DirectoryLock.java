package dev.annals.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that somebody uses a directory; the system takes it back when the JVM dies. Its lock is between processes only: one
 * that closes a locked file loses the lock, also when it had opened the file a second time (POSIX). So those of this JVM are
 * known by their paths, and never opened twice.
 *
 * <p>Thread-safe.
 */
public final class DirectoryLock implements AutoCloseable {
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** For a server; the error names the directory if it is in use. */
    static DirectoryLock of(Path directory) throws IOException {
        return tryToTake(directory)
                .orElseThrow(() -> new IOException(
                        directory + " is in use by another server: stop it, or choose another directory"));
    }

    /** Locks the file {@code lock} in it, which nobody else may open; empty if it is in use, by this JVM or another. */
    public static Optional<DirectoryLock> tryToTake(Path directory) throws IOException {
        Path file = directory.toRealPath().resolve("lock");
        if (!OURS.add(file)) {
            return Optional.empty();
        }
        Optional<DirectoryLock> taken = Optional.empty();
        try {
            taken = tryToLock(file);
            return taken;
        } finally {
            if (taken.isEmpty()) {
                OURS.remove(file);
            }
        }
    }

    private static Optional<DirectoryLock> tryToLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? Optional.of(new DirectoryLock(file, channel)) : Optional.empty();
    }

    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) {
            return; // by now it may be another's
        }
        try {
            channel.close(); // first: as long as it is open, nobody else of this JVM may open the file
        } finally {
            OURS.remove(file);
        }
    }
}
