package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Says that somebody alive uses a lane; the system takes it back when the process dies. The object is single-threaded.
 *
 * <p>Closing any channel of a locked file gives up the lock of the whole process on it. So who holds what in this process is known
 * before a file is opened, and a channel that met a lock of another class loader in this process stays open.
 */
final class LaneLock implements AutoCloseable {

    static final String NAME = "lock";

    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
    private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

    private final Path file;
    private final FileChannel channel;
    private final @Nullable Object identity;

    private LaneLock(Path file, FileChannel channel, @Nullable Object identity) {
        this.file = file;
        this.channel = channel;
        this.identity = identity;
    }

    /** Null if somebody else has it. */
    static @Nullable LaneLock tryOf(Path lane) throws IOException {
        Path file = lane.toRealPath().resolve(NAME);
        if (!HELD_HERE.add(file)) {
            return null;
        }
        LaneLock lock = null;
        try {
            lock = lock(file);
            return lock;
        } finally {
            if (lock == null) {
                HELD_HERE.remove(file);
            }
        }
    }

    private static @Nullable LaneLock lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return new LaneLock(file, channel, identity(file));
            }
        } catch (OverlappingFileLockException heldInThisProcess) {
            NEVER_CLOSED.add(channel);
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    /** Not after its file was removed, or made anew: then others may think the lane free. */
    boolean isHeld() throws IOException {
        try {
            return Objects.equals(identity, identity(file));
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD_HERE.remove(file);
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
