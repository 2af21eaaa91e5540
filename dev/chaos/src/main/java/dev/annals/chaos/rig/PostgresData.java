package dev.annals.chaos.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data directory of a PostgreSQL that is stopped. */
final class PostgresData {

    private final Path data;
    private final Path backup;
    private final Path aside;

    PostgresData(Path home) {
        data = home.resolve("data");
        backup = home.resolve("backup");
        aside = home.resolve("aside");
    }

    void backUp() throws IOException, InterruptedException {
        copy(data, backup);
    }

    /** As it was at {@link #backUp()}. */
    void restore() throws IOException, InterruptedException {
        Commands.run("rm", "-rf", data.toString());
        copy(backup, data);
    }

    /**
     * Then it is empty, and {@link #fillSmallDisk()} must follow.
     *
     * @throws NotTriedException if nothing can be mounted here; then the data are where they were
     */
    SmallDisk mountSmallDisk(int megabytes) throws IOException, NotTriedException {
        Files.move(data, aside);
        Files.createDirectory(data);
        try {
            return SmallDisk.on(data, megabytes);
        } catch (NotTriedException e) {
            Files.delete(data);
            Files.move(aside, data);
            throw e;
        }
    }

    /** With the data as they were. */
    void fillSmallDisk() throws IOException, InterruptedException {
        Commands.run("chmod", "700", data.toString());
        copy(aside.resolve("."), data);
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Commands.run("cp", "-a", from.toString(), to.toString());
    }
}
