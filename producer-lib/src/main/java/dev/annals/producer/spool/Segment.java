package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of the log, and what is in it. Single-threaded.
 *
 * <p>What counts as written is what this object says, not how long the file is: behind that, a write may have failed.
 */
final class Segment implements AutoCloseable {

    /**
     * From 1 on, and far from the end of a long: what has another name is none of ours, and is left alone. So is what a
     * library writes that knows another format of frames or of the records in them: its names end in {@code .segment2} and so on.
     */
    private static final Pattern NAME = Pattern.compile("((?!0{19})0\\d{18})\\.segment");

    private static final Pattern ASIDE_NAME = Pattern.compile("0\\d{18}\\.segment\\.unreadable\\d*");

    private static final Pattern FOREIGN_NAME = Pattern.compile("0\\d{18}\\.segment\\d+");

    private final SpoolDisk disk;
    private final Path file;
    private final long first;
    private long records;
    private long bytes;
    private long oldestMillis;
    private long newestMillis;
    private long skippedBytes;
    private int skippedRecords;

    /** By this path, this file is found. */
    private boolean inPlace = true;

    private @Nullable String whyUnreadable;
    private @Nullable FileChannel channel;
    private @Nullable SegmentReader reader;

    private Segment(SpoolDisk disk, Path file, long first) {
        this.disk = disk;
        this.file = file;
        this.first = first;
    }

    /** A new one, empty. */
    static Segment create(SpoolDisk disk, Path lane, long first) throws IOException {
        Segment segment = new Segment(disk, lane.resolve(name(first)), first);
        segment.channel = disk.open(
                segment.file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        return segment;
    }

    /** One that is there; nothing is known yet of what is in it. */
    static Segment existing(SpoolDisk disk, Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("not the name of a segment: " + file);
        }
        return new Segment(disk, file, Long.parseLong(name.group(1)));
    }

    static boolean isSegment(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
    }

    /** Whether it was once {@linkplain #setAside set aside}. */
    static boolean isSetAside(Path file) {
        return ASIDE_NAME.matcher(file.getFileName().toString()).matches();
    }

    static boolean isForeign(Path file) {
        return FOREIGN_NAME.matcher(file.getFileName().toString()).matches();
    }

    /** Where nobody looks for segments, and nothing is yet. */
    static Path aside(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        for (int i = 2; Files.exists(aside, LinkOption.NOFOLLOW_LINKS); i++) {
            aside = file.resolveSibling(file.getFileName() + ".unreadable" + i);
        }
        return aside;
    }

    static String name(long first) {
        return String.format(Locale.ROOT, "%019d.segment", first);
    }

    Path file() {
        return file;
    }

    long first() {
        return first;
    }

    /** One before the first if it is empty. */
    long last() {
        return first + records - 1;
    }

    boolean isEmpty() {
        return records == 0;
    }

    long bytes() {
        return bytes;
    }

    /** When its first record was appended, in Unix milliseconds. */
    long oldestMillis() {
        return oldestMillis;
    }

    /** When its last record was appended, or a little later. */
    long newestMillis() {
        return newestMillis;
    }

    /** By this path, this file is found. */
    boolean isInPlace() {
        return inPlace;
    }

    /** What is not read any more will not be; null if it may. */
    @Nullable
    String whyUnreadable() {
        return whyUnreadable;
    }

    /**
     * Finds out how many records there are: from the next segment, else by reading all; a damaged tail counts as one.
     *
     * @param besideNext the next segment is the one that was written next, as far as one can see from outside
     */
    void scan(@Nullable Segment next, boolean besideNext) throws IOException {
        records = next == null ? 1 : next.first - first; // if nothing can be read
        oldestMillis = Files.getLastModifiedTime(file).toMillis();
        newestMillis = oldestMillis;
        bytes = channel().size();
        SegmentReader frames = new SegmentReader(disk, channel());
        Frame frame = frames.next(bytes);
        if (frame != null) {
            oldestMillis = frame.atMillis();
            newestMillis = oldestMillis;
        }
        if (next != null && besideNext && records <= bytes / Frame.HEADER_BYTES) {
            newestMillis = Math.max(oldestMillis, next.oldestMillis);
            return;
        }
        for (; frame != null; frame = frames.next(bytes)) {
            newestMillis = frame.atMillis();
        }
        boolean damaged = frames.damagedAt().isPresent();
        if (next == null) {
            records = frames.nextIndex() + (damaged ? 1L : 0L);
        } else if (!damaged && frames.nextIndex() > 0) { // else some may be missing: those are not lost silently
            records = Math.min(records, frames.nextIndex());
        }
    }

    /**
     * All of them, or none.
     *
     * @throws IOException if not; then, as after anything else that is thrown, nothing more should be appended here
     */
    void append(List<byte[]> payloads, int batchBytes, long nowMillis) throws IOException {
        ByteBuffer batch = ByteBuffer.allocate(batchBytes);
        int index = (int) records;
        for (byte[] payload : payloads) {
            new Frame(index, nowMillis, payload).writeTo(batch);
            index++;
        }
        batch.flip();
        try {
            while (batch.hasRemaining()) {
                disk.write(channel(), batch, bytes + batch.position());
            }
        } catch (IOException | RuntimeException | Error e) {
            cutBack(e);
            throw e;
        }
        oldestMillis = records == 0 ? nowMillis : oldestMillis;
        newestMillis = nowMillis;
        records = index;
        bytes += batchBytes;
    }

    /** The next frame from where it was read last, or null. */
    @Nullable
    Frame next() throws IOException {
        return reader().next(bytes);
    }

    /** Whether {@link #next} must find the file by its path first. */
    boolean isOpen() {
        return channel != null;
    }

    /** Where the last {@link #next} passed something, or where it stands. */
    long damagedAt() throws IOException {
        return reader().damagedAt().orElse(bytes);
    }

    /** What is there now need not be read. */
    void skipAll() {
        skippedBytes = bytes;
        skippedRecords = (int) records;
        if (reader != null) {
            reader.skipTo(skippedBytes, skippedRecords);
        }
    }

    void force() throws IOException {
        disk.force(channel());
    }

    /** The same records under other sequences. */
    Segment moveTo(Path lane, long newFirst) throws IOException {
        Path target = lane.resolve(name(newFirst));
        disk.move(file, target);
        Segment moved = new Segment(disk, target, newFirst);
        moved.records = records;
        moved.bytes = bytes;
        moved.oldestMillis = oldestMillis;
        moved.newestMillis = newestMillis;
        return moved;
    }

    /** The lane's directory was removed, or another disk is there now: what is found by this path is another file. */
    void lost() {
        inPlace = false;
        if (channel == null && whyUnreadable == null) {
            whyUnreadable = "the directory was removed, or another disk is there now";
        }
    }

    /** What is in it is lost. It stays in its place until it is {@linkplain #setAside set aside}. */
    void cannotBeRead(String why) {
        whyUnreadable = why;
    }

    /** The file stays on disk, under a name that nobody looks at. */
    void setAside(String why) {
        boolean wasInPlace = inPlace;
        inPlace = false;
        whyUnreadable = why;
        try {
            close();
            if (!wasInPlace) {
                return;
            }
            Path aside = aside(file);
            disk.move(file, aside);
            whyUnreadable = why + "; now " + aside.getFileName();
        } catch (IOException e) {
            whyUnreadable = why + "; and could not be set aside: " + e;
        }
    }

    /** Only the file that it is. */
    void delete() throws IOException {
        if (inPlace) {
            disk.delete(file);
        }
        close();
    }

    /** It is opened again when it is read. */
    @Override
    public void close() throws IOException {
        FileChannel closing = channel;
        channel = null;
        reader = null;
        if (closing != null) {
            closing.close();
        }
    }

    private SegmentReader reader() throws IOException {
        if (reader == null) {
            reader = new SegmentReader(disk, channel());
            reader.skipTo(skippedBytes, skippedRecords);
        }
        return reader;
    }

    private FileChannel channel() throws IOException {
        if (channel == null) {
            if (!inPlace) {
                throw new NoSuchFileException(file.toString(), null, whyUnreadable);
            }
            channel = disk.open(file, StandardOpenOption.READ);
        }
        return channel;
    }

    /** So that another process does not find half a batch; this one knows where the segment ends. */
    private void cutBack(Throwable failure) {
        try {
            channel().truncate(bytes);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
