package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory of one process, locked by it. Single-threaded. */
final class Lane implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[1-9]\\d{0,8}");

    private final Path directory;
    private final LaneLock lock;

    private Lane(Path directory, LaneLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** The first that nobody alive has, made if need be. */
    static Lane take(Path root) throws IOException {
        int number = 1;
        Lane lane = tryTake(Files.createDirectories(root.resolve("1")));
        while (lane == null) {
            number++;
            lane = tryTake(Files.createDirectories(root.resolve(String.valueOf(number))));
        }
        return lane;
    }

    /** All others that nobody alive has and that hold something, to be closed by the caller. */
    static List<Lane> takeOrphans(Path root) throws IOException {
        List<Lane> orphans = new ArrayList<>();
        try (DirectoryStream<Path> lanes = Files.newDirectoryStream(root, Lane::isLane)) {
            for (Path directory : lanes) {
                Lane lane = files(directory).isEmpty() ? null : tryTake(directory);
                if (lane != null) {
                    orphans.add(lane);
                }
            }
        }
        return orphans;
    }

    Path directory() {
        return directory;
    }

    /** Nobody else may have it; not so if the directory was removed. */
    boolean isOurs() throws IOException {
        return lock.isHeld();
    }

    /** What is in it, in order. Those without any record are deleted. */
    List<Segment> segments() throws IOException {
        List<Segment> found = new ArrayList<>();
        Segment next = null;
        List<Path> files = files(directory);
        for (int i = files.size() - 1; i >= 0; i--) {
            Segment segment = Segment.existing(files.get(i));
            if (next == null) {
                segment.scan();
            } else {
                segment.scanBefore(next);
            }
            segment.close();
            if (segment.isEmpty()) {
                segment.delete();
            } else {
                found.add(0, segment);
                next = segment;
            }
        }
        return found;
    }

    /** After that its files are found again when the power is back. */
    void force() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static @Nullable Lane tryTake(Path directory) throws IOException {
        LaneLock lock = LaneLock.tryOf(directory);
        return lock == null ? null : new Lane(directory, lock);
    }

    private static boolean isLane(Path path) {
        return NAME.matcher(path.getFileName().toString()).matches() && Files.isDirectory(path);
    }

    private static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(directory, Segment::isSegment)) {
            segments.forEach(files::add);
        }
        files.sort(Comparator.comparing(Path::getFileName));
        return files;
    }
}
