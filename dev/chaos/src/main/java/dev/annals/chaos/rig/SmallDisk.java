package dev.annals.chaos.rig;

import dev.annals.testkit.process.Keeper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a fixed size in memory, mounted on a directory; needs root. It is gone with {@link #close()}, or with this JVM. */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private final Path filler;
    private final Keeper keeper;

    private SmallDisk(Path directory, Keeper keeper) {
        this.directory = directory;
        this.filler = directory.resolve("filler");
        this.keeper = keeper;
    }

    /** @throws NotTriedException if this user, or this machine, may not mount anything */
    static SmallDisk on(Path directory, int megabytes) throws NotTriedException {
        try {
            return new SmallDisk(
                    directory,
                    Keeper.of(
                            "mount -t tmpfs -o size=\"$2\"m annals-chaos \"$1\"",
                            "umount -l \"$1\"",
                            directory.toString(),
                            Integer.toString(megabytes)));
        } catch (IOException e) {
            throw new NotTriedException(
                    "a small disk cannot be mounted here, which root can on Linux: " + e.getMessage(), e);
        }
    }

    /** Returns when not a byte is free. */
    public void fill() throws IOException {
        ByteBuffer block = ByteBuffer.allocate(64 * 1024);
        try (FileChannel file = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (Files.getFileStore(directory).getUnallocatedSpace() > 0) {
                file.write(block.clear());
            }
        } catch (IOException e) {
            if (Files.getFileStore(directory).getUnallocatedSpace() > block.capacity()) {
                throw e; // anything but: no space left
            }
        }
    }

    public void makeRoom() throws IOException {
        Files.delete(filler);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        keeper.close();
    }

    @Override
    public String toString() {
        return "small disk on " + directory;
    }
}
