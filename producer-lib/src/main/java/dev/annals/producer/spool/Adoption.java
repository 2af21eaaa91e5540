package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes over what processes that have died hold in their lanes, as far as it fits. Single-threaded. */
final class Adoption {

    private final SpoolDisk disk;
    private final Path root;
    private final SpoolLimits limits;
    private final Segments segments;
    private final FoundSegments found;
    private final News news;
    private final Set<Path> foreign = new HashSet<>();

    Adoption(SpoolDisk disk, Path root, SpoolLimits limits, Segments segments, FoundSegments found, News news) {
        this.disk = disk;
        this.root = root;
        this.limits = limits;
        this.segments = segments;
        this.found = found;
        this.news = news;
    }

    /** @throws IOException if a lane could not be taken over; the others were */
    void adopt() throws IOException {
        IOException failure = null;
        for (Path directory : Lane.directories(root)) {
            try {
                adopt(directory);
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void adopt(Path directory) throws IOException {
        for (Path file : Lane.foreignFiles(directory)) {
            if (foreign.add(file)) {
                news.note(file + ": written by another version of this library, and left for that");
            }
        }
        if (Lane.segmentFiles(directory).isEmpty()) {
            return;
        }
        try (Lane orphan = Lane.tryTake(disk, directory)) {
            if (orphan != null) {
                adopt(orphan);
            }
        }
    }

    private void adopt(Lane orphan) throws IOException {
        long endedThere = new Acknowledged(disk, orphan.directory()).read();
        List<Segment> moved = new ArrayList<>();
        try {
            for (Segment segment : orphan.segments(file -> false)) {
                if (segment.last() <= endedThere) {
                    segment.delete();
                    continue;
                }
                if (segment.whyUnreadable() != null) { // what is before it was taken over
                    throw new IOException(segment.file() + ": " + segment.whyUnreadable());
                }
                boolean fits = segments.bytes() + segment.bytes() <= limits.adoptionBytes();
                if (!fits && !segments.isEmpty()) { // one that is larger than all that would else never be sent
                    return;
                }
                moved.add(found.takeIn(segment));
            }
        } finally {
            if (!moved.isEmpty()) {
                found.force(moved);
            }
        }
    }
}
