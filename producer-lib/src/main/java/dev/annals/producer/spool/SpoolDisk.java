package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What the log asks of its disk, except for locks: one place for faults. Holds nothing. */
public interface SpoolDisk {

    SpoolDisk REAL = new SpoolDisk() {};

    default FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, options);
    }

    /** Perhaps fewer bytes than there is room for; -1 at the end. */
    default int read(FileChannel channel, ByteBuffer into, long at) throws IOException {
        return channel.read(into, at);
    }

    /** Perhaps fewer bytes than there are. */
    default int write(FileChannel channel, ByteBuffer from, long at) throws IOException {
        return channel.write(from, at);
    }

    /** After that, what was written survives the loss of power. */
    default void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    /** After that, its files are found again when the power is back. */
    default void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = open(directory, StandardOpenOption.READ)) {
            force(channel);
        }
    }

    /** Never onto another file. The caller holds the lane, so nobody comes between. */
    default void move(Path file, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
