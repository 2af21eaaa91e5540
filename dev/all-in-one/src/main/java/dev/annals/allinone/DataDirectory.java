package dev.annals.allinone;

import dev.annals.testkit.DirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The directory of Kafka's and PostgreSQL's data, for one process at a time. The lock ends with the process. */
final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final DirectoryLock lock;
    private final boolean isNew;

    private DataDirectory(Path path, DirectoryLock lock) {
        this.path = path;
        this.lock = lock;
        this.isNew = !Files.exists(postgres());
    }

    /** Makes it if it is not there. */
    static DataDirectory open(Path directory) throws IOException {
        Path path = Files.createDirectories(directory).toRealPath();
        Path user = path.resolve("in-use"); // not what is locked, so that others can read it
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
