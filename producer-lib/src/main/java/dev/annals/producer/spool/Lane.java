package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directory of one process, locked by it. Single-threaded. */
final class Lane implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[1-9]\\d{0,8}");

    private final SpoolDisk disk;
    private final Path directory;
    private final LaneLock lock;

    private Lane(SpoolDisk disk, Path directory, LaneLock lock) {
        this.disk = disk;
        this.directory = directory;
        this.lock = lock;
    }

    /** The first that nobody alive has, made if need be. */
    static Lane take(SpoolDisk disk, Path root) throws IOException {
        int number = 1;
        Lane lane = tryTake(disk, made(disk, root.resolve("1")));
        while (lane == null) {
            number++;
            lane = tryTake(disk, made(disk, root.resolve(String.valueOf(number))));
        }
        return lane;
    }

    /** Null if somebody alive has it. */
    static @Nullable Lane tryTake(SpoolDisk disk, Path directory) throws IOException {
        LaneLock lock = LaneLock.tryOf(directory);
        return lock == null ? null : new Lane(disk, directory, lock);
    }

    /** The directories of all lanes. */
    static List<Path> directories(Path root) throws IOException {
        return list(root, Lane::isLane);
    }

    /** The files there that are segments. */
    static List<Path> segmentFiles(Path lane) throws IOException {
        return list(lane, Segment::isSegment);
    }

    /** The files there that are segments, as another version of this library writes them. */
    static List<Path> foreignFiles(Path lane) throws IOException {
        return list(lane, Segment::isForeign);
    }

    Path directory() {
        return directory;
    }

    /** Nobody else may have it; not so if the directory was removed. */
    boolean isOurs() throws IOException {
        return lock.isHeld();
    }

    /** Whether files can be opened here at all: if not, nothing may be wrong with one that cannot. */
    boolean answers() {
        try (FileChannel channel = disk.open(directory, StandardOpenOption.READ)) {
            return channel.isOpen() && isOurs();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What is in it, in order, but for what is known. Those without any record are deleted; what cannot be read, twice, is among
     * them as {@linkplain Segment#whyUnreadable unreadable}, to be set aside.
     */
    List<Segment> segments(Predicate<Path> known) throws IOException {
        List<Segment> found = new ArrayList<>();
        Segment next = null;
        boolean besideNext = true;
        List<Path> files = list(directory, file -> Segment.isSegment(file) || Segment.isSetAside(file));
        for (int i = files.size() - 1; i >= 0; i--) {
            Path file = files.get(i);
            if (Segment.isSetAside(file)) {
                besideNext = false; // it may have been the next, and was told as lost
                continue;
            }
            if (known.test(file)) {
                continue;
            }
            Segment segment = scanned(file, next, besideNext);
            if (segment.isEmpty()) {
                segment.delete();
            } else {
                found.add(0, segment);
                next = segment;
                besideNext = true;
            }
        }
        return found;
    }

    private Segment scanned(Path file, @Nullable Segment next, boolean besideNext) throws IOException {
        try (Segment segment = Segment.existing(disk, file)) { // it is opened again when it is read
            try {
                segment.scan(next, besideNext);
            } catch (IOException e) {
                if (!answers()) {
                    throw e;
                }
                scanAgain(segment, next, besideNext);
            }
            return segment;
        }
    }

    /** What was wrong may have been wrong with all files, for a moment. */
    private static void scanAgain(Segment segment, @Nullable Segment next, boolean besideNext) throws IOException {
        segment.close();
        try {
            segment.scan(next, besideNext);
        } catch (IOException e) {
            segment.cannotBeRead("cannot be read: " + e);
        }
    }

    /** After that its files are found again when the power is back. */
    void force() throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** With the directories above it, such that they are found again when the power is back. */
    private static Path made(SpoolDisk disk, Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(directory)) {
            made(disk, parent);
            Files.createDirectories(directory); // another process may have been faster
            disk.forceDirectory(parent);
        }
        return directory;
    }

    private static boolean isLane(Path path) {
        return NAME.matcher(path.getFileName().toString()).matches() && Files.isDirectory(path);
    }

    private static List<Path> list(Path directory, Predicate<Path> wanted) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, wanted::test)) {
            entries.forEach(files::add);
        } catch (DirectoryIteratorException e) { // the disk failed in the middle
            throw e.getCause();
        }
        files.sort(Comparator.comparing(Path::getFileName));
        return files;
    }
}
