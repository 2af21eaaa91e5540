package dev.annals.allinone;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The directory of Kafka's and PostgreSQL's data, for one process at a time. The lock ends with the process. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;
    private final boolean isNew;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        this.isNew = !Files.exists(postgres());
    }

    /** Makes it if it is not there. */
    static DataDirectory open(Path directory) throws IOException {
        Path path = Files.createDirectories(directory).toRealPath();
        Path file = path.resolve("in-use");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            String owner = Files.readString(file).strip();
            throw new IOException(path + " is in use by another demo"
                    + (owner.isEmpty() ? "" : " (process " + owner + ")")
                    + ": stop that, or choose another directory");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new DataDirectory(path, channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /** Whether nothing was in it. */
    boolean isNew() {
        return isNew;
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    /** Where the worker keeps what it derives. */
    Path state() {
        return path.resolve("state");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
