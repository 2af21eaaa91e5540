package dev.annals.allinone;

import static java.util.Comparator.naturalOrder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory of Kafka's and PostgreSQL's data, for one process at a time. The lock ends with the process. */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "in-use";

    private final Path path;
    private final FileChannel lock;
    private final boolean isNew;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
        this.isNew = !Files.exists(postgres());
    }

    /** Something else's files must not be mixed with ours; the lock is in every directory of ours. */
    static Optional<String> problemWith(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of("is not a directory: choose one, or a name that does not exist yet");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return Files.exists(directory.resolve(LOCK))
                    ? Optional.empty()
                    : entries.min(naturalOrder())
                            .map(first -> "holds files that no demo has made, such as " + first.getFileName()
                                    + ": choose an empty directory, or one of an earlier demo");
        }
    }

    /** Makes it if it is not there. */
    static DataDirectory open(Path directory) throws IOException {
        Path path = Files.createDirectories(directory).toRealPath();
        Path file = path.resolve(LOCK);
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
