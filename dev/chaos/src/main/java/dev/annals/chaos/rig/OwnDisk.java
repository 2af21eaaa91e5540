package dev.annals.chaos.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A disk in memory that only one process sees: it is mounted in a name space of that process, and gone with it, whatever
 * ends it.
 */
final class OwnDisk {

    private static final int MEGABYTES = 8;

    private final Path place;
    private final boolean writable;

    OwnDisk(Path place, boolean writable) throws IOException {
        this.place = Files.createDirectories(place);
        this.writable = writable;
    }

    /** @throws NotTriedException if this user, or this machine, can have no such disk */
    static void check(Path home) throws NotTriedException, InterruptedException {
        try {
            Commands.run("unshare", "--mount", "mount", "-t", "tmpfs", "annals-chaos", home.toString());
        } catch (IOException e) {
            throw new NotTriedException(
                    "a disk for one process cannot be mounted here, which root can on Linux: " + e.getMessage(), e);
        }
    }

    /** In front of the command of the process. */
    List<String> prefix() {
        String options = "size=" + MEGABYTES + "m," + (writable ? "rw" : "ro");
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o " + options + " annals-chaos \"$0\" && exec \"$@\"",
                place.toString());
    }

    /** @param pid of the process */
    void makeWritable(long pid) throws IOException, InterruptedException {
        Commands.run(
                "nsenter", "--target", Long.toString(pid), "--mount", "mount", "-o", "remount,rw", place.toString());
    }
}
