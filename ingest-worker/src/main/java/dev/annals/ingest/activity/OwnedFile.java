package dev.annals.ingest.activity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one owner has at a time. The system's lock is between processes, and ends with ours; but a process that closes
 * a locked file loses the lock, also when it had opened the file a second time (POSIX). So this process's own are known by
 * their paths, and never opened twice.
 *
 * <p>Thread-safe.
 */
final class OwnedFile implements AutoCloseable {

    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path realPath;
    private final FileChannel channel;

    private OwnedFile(Path realPath, FileChannel channel) {
        this.realPath = realPath;
        this.channel = channel;
    }

    /**
     * Makes the file if it is not there; empty if somebody else has it.
     *
     * @throws IOException if its directory is not there, or the file cannot be written
     */
    static Optional<OwnedFile> tryToTake(Path directory, String name) throws IOException {
        Path realPath = directory.toRealPath().resolve(name);
        if (!OURS.add(realPath)) {
            return Optional.empty();
        }
        Optional<OwnedFile> taken = Optional.empty();
        try {
            taken = tryToLock(realPath);
            return taken;
        } finally {
            if (taken.isEmpty()) {
                OURS.remove(realPath);
            }
        }
    }

    private static Optional<OwnedFile> tryToLock(Path realPath) throws IOException {
        FileChannel channel = FileChannel.open(
                realPath, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? Optional.of(new OwnedFile(realPath, channel)) : Optional.empty();
    }

    /** To read and write it; opening it anew and closing that would give it away. */
    FileChannel channel() {
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        if (!channel.isOpen()) {
            return; // by now it may be another's
        }
        try {
            channel.close(); // first: as long as it is open, nobody else of this process may open the file
        } finally {
            OURS.remove(realPath);
        }
    }
}
