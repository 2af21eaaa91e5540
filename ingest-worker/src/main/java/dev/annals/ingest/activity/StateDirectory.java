package dev.annals.ingest.activity;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory that state is kept in, which must be this user's alone: RocksDB's library is unpacked there and loaded, so
 * whoever can write in it runs code as the worker.
 */
final class StateDirectory {

    private static final FileAttribute<?> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private StateDirectory() {}

    /**
     * Makes it, for this user alone, if it is not there.
     *
     * @return its real path, which leads to the same place when a link on the given one is changed
     * @throws UncheckedIOException if it cannot be made
     * @throws IllegalStateException if another user owns it or can write in it
     */
    static Path open(Path path) {
        try {
            Path directory = Files.createDirectories(path, OURS_ALONE).toRealPath();
            refuseAnothers(directory, new UnixSystem().getUid());
            return directory;
        } catch (IOException e) {
            throw cannotKeepStateIn(path, e);
        }
    }

    /** @param user as a number */
    static void refuseAnothers(Path directory, long user) throws IOException {
        long owner = ((Number) Files.getAttribute(directory, "unix:uid")).longValue();
        if (owner != user) {
            throw new IllegalStateException(directory + " belongs to the user " + owner + ", not to the worker's, "
                    + user + ": set ANNALS_WORKER_STATE_DIR to a directory that is not there yet");
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IllegalStateException("others can write in " + directory + " ("
                    + PosixFilePermissions.toString(permissions)
                    + "): remove it, or set ANNALS_WORKER_STATE_DIR to a directory that is not there yet");
        }
    }

    static UncheckedIOException cannotKeepStateIn(Path path, IOException cause) {
        return new UncheckedIOException(
                "cannot keep state in " + path + ": set ANNALS_WORKER_STATE_DIR to a directory that can be written",
                cause);
    }
}
