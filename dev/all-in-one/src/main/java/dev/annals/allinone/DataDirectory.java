package dev.annals.allinone;

import static java.util.Comparator.naturalOrder;

import dev.annals.testkit.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of Kafka's and PostgreSQL's data, for one process at a time. The lock ends with the process. */
final class DataDirectory implements AutoCloseable {

    private static final String USER = "in-use";

    private final Path path;
    private final DirectoryLock lock;
    private final boolean isNew;

    private DataDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
        this.isNew = !Files.exists(postgres());
    }

    /** Something else's files must not be mixed with ours; that file is in every directory of ours. */
    static Optional<String> problemWith(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        if (!Files.isDirectory(directory)) {
            return Optional.of("is not a directory: choose one, or a name that does not exist yet");
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return Files.exists(directory.resolve(USER))
                    ? Optional.empty()
                    : entries.min(naturalOrder())
                            .map(first -> "holds files that no demo has made, such as " + first.getFileName()
                                    + ": choose an empty directory, or one of an earlier demo");
        }
    }

    /** Makes it if it is not there. */
    static DataDirectory open(Path directory) throws IOException {
        Path path = Files.createDirectories(directory).toRealPath();
        Path user = path.resolve(USER); // not what is locked, so that others can read it
        Optional<DirectoryLock> lock = DirectoryLock.tryToTake(path);
        if (lock.isEmpty()) {
            String owner = Files.exists(user) ? Files.readString(user).strip() : "";
            throw new IOException(path + " is in use by another demo"
                    + (owner.isEmpty() ? "" : " (process " + owner + ")")
                    + ": stop that, or choose another directory");
        }
        try {
            Files.writeString(user, ProcessHandle.current().pid() + "\n");
        } catch (IOException e) {
            lock.get().close();
            throw e;
        }
        return new DataDirectory(path, lock.get());
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
