package dev.annals.chaos.rig;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of a fixed size in memory, mounted on a directory; needs root. It is gone with {@link #close()}. */
public final class SmallDisk implements AutoCloseable {

    private final Path directory;
    private final Path filler;
    private final Thread atExit;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.filler = directory.resolve("filler");
        this.atExit = new Thread(this::unmountQuietly, "unmount");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** @throws IOException if this user, or this machine, may not mount anything */
    static SmallDisk on(Path directory, int megabytes) throws IOException, InterruptedException {
        Commands.run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "annals-chaos", directory.toString());
        return new SmallDisk(directory);
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

    private void unmountQuietly() {
        try {
            unmount();
        } catch (IOException e) {
            System.err.println("annals chaos: " + directory + " stays mounted: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void unmount() throws IOException, InterruptedException {
        Commands.run("umount", "-l", directory.toString());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Runtime.getRuntime().removeShutdownHook(atExit);
        unmount();
    }
}
