package dev.annals.chaos.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The data directory of a PostgreSQL that is stopped. */
final class PostgresData {

    private final Path data;
    private final Path backup;

    PostgresData(Path home) {
        data = home.resolve("data");
        backup = home.resolve("backup");
    }

    void backUp() throws IOException, InterruptedException {
        copy(data, backup);
    }

    /** As it was at {@link #backUp()}. */
    void restore() throws IOException, InterruptedException {
        Commands.run("rm", "-rf", data.toString());
        copy(backup, data);
    }

    /** @throws IOException if nothing can be mounted here; then it is where it was */
    SmallDisk moveToSmallDisk(int megabytes) throws IOException, InterruptedException {
        Path aside = data.resolveSibling("aside");
        Files.move(data, aside);
        Files.createDirectory(data);
        SmallDisk disk;
        try {
            disk = SmallDisk.on(data, megabytes);
        } catch (IOException e) {
            Files.delete(data);
            Files.move(aside, data);
            throw e;
        }
        Commands.run("chmod", "700", data.toString());
        copy(aside.resolve("."), data);
        return disk;
    }

    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        Commands.run("cp", "-a", from.toString(), to.toString());
    }
}
