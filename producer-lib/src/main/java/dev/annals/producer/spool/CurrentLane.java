package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The lane that a log has now: another one once its directory was removed, or another disk is there. Single-threaded.
 */
final class CurrentLane {

    private final SpoolDisk disk;
    private final Path root;
    private Lane lane;

    /** What is in the lane may be another's: the directory was made anew, or another disk is there. */
    private boolean strange;

    private CurrentLane(SpoolDisk disk, Path root, Lane lane) {
        this.disk = disk;
        this.root = root;
        this.lane = lane;
    }

    static CurrentLane take(SpoolDisk disk, Path root) throws IOException {
        return new CurrentLane(disk, root, Lane.take(disk, root));
    }

    Lane get() {
        return lane;
    }

    Path directory() {
        return lane.directory();
    }

    /** Instead of one that was closed. Until it is taken, the closed one stays. */
    void takeAnother() throws IOException {
        lane = Lane.take(disk, root);
        strange = true;
    }

    boolean isStrange() {
        return strange;
    }

    /** All that is in it was taken in. */
    void known() {
        strange = false;
    }

    /** What is found by the paths of this log is what it wrote. */
    boolean isSettled() throws IOException {
        return !strange && lane.isOurs();
    }
}
