package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Says that somebody alive uses a lane; the system takes it back when the process dies. The object is single-threaded.
 *
 * <p>Closing any channel of a locked file gives up the lock of the whole process on it. So who holds what in this process is known
 * before a file is opened, and a channel that met a lock of another class loader in this process stays open, for the next try.
 */
final class LaneLock implements AutoCloseable {

    static final String NAME = "lock";

    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();
    private static final Map<Path, Opened> KEPT = new ConcurrentHashMap<>();

    private final Path file;
    private final Opened opened;

    private LaneLock(Path file, Opened opened) {
        this.file = file;
        this.opened = opened;
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

    /** Only one thread of this process tries a file at a time. */
    private static @Nullable LaneLock lock(Path file) throws IOException {
        Opened opened = keptOrOpened(file);
        boolean keep = false;
        try {
            if (opened.channel.tryLock() != null) {
                keep = true;
                return new LaneLock(file, opened);
            }
            return null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            KEPT.put(file, opened);
            keep = true;
            return null;
        } finally {
            if (!keep) {
                opened.channel.close();
            }
        }
    }

    private static Opened keptOrOpened(Path file) throws IOException {
        Opened kept = KEPT.remove(file);
        if (kept != null && kept.isStillThere(file)) {
            return kept;
        }
        if (kept != null) {
            kept.channel.close(); // of a file that is gone: nobody's lane hangs on it
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            return new Opened(channel, identity(file));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Not after it was closed; nor after its file was removed, or made anew: then others may think the lane free. */
    boolean isHeld() throws IOException {
        return opened.channel.isOpen() && opened.isStillThere(file);
    }

    /** The second time of no effect: somebody else may have it by then. */
    @Override
    public void close() throws IOException {
        if (!opened.channel.isOpen()) {
            return;
        }
        try {
            opened.channel.close();
        } finally {
            HELD_HERE.remove(file);
        }
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    private record Opened(FileChannel channel, @Nullable Object identity) {
        boolean isStillThere(Path file) throws IOException {
            try {
                return Objects.equals(identity, LaneLock.identity(file));
            } catch (NoSuchFileException e) {
                return false;
            }
        }
    }
}
