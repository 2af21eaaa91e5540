package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    /** From 1 on, and far from the end of a long: what has another name is none of ours, and is left alone. */
    private static final Pattern NAME = Pattern.compile("((?!0{19})0\\d{18})\\.segment");

    private final Path file;
    private final long first;
    private long records;
    private long bytes;
    private long oldestMillis;
    private long newestMillis;
    private long skippedBytes;
    private int skippedRecords;
    private @Nullable FileChannel channel;
    private @Nullable SegmentReader reader;

    private Segment(Path file, long first) {
        this.file = file;
        this.first = first;
    }

    /** A new one, empty. */
    static Segment create(Path lane, long first) throws IOException {
        Segment segment = new Segment(lane.resolve(name(first)), first);
        segment.channel = FileChannel.open(
                segment.file,
                StandardOpenOption.CREATE,
                StandardOpenOption
                        .TRUNCATE_EXISTING, // by this name there can only be what a write that failed has left
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        return segment;
    }

    /** One that is there; nothing is known yet of what is in it. */
    static Segment existing(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalArgumentException("not the name of a segment: " + file);
        }
        return new Segment(file, Long.parseLong(name.group(1)));
    }

    static boolean isSegment(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches();
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

    /** Finds out how many records there are, by reading all; a damaged tail counts as one. */
    void scan() throws IOException {
        look();
        SegmentReader all = new SegmentReader(channel());
        for (Frame frame = all.next(bytes); frame != null; frame = all.next(bytes)) {
            newestMillis = frame.atMillis();
        }
        records = all.nextIndex() + (all.damagedAt().isPresent() ? 1L : 0L);
    }

    /** The same where the next segment tells how many there must have been. */
    void scanBefore(Segment next) throws IOException {
        look();
        records = next.first - first;
        newestMillis = next.oldestMillis;
    }

    private void look() throws IOException {
        bytes = channel().size();
        Frame frame = new SegmentReader(channel()).next(bytes);
        oldestMillis = frame == null ? Files.getLastModifiedTime(file).toMillis() : frame.atMillis();
        newestMillis = oldestMillis;
    }

    /**
     * All of them, or none.
     *
     * @throws IOException if not; then nothing more should be appended here
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
                channel().write(batch, bytes + batch.position());
            }
        } catch (IOException e) {
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
        channel().force(false);
    }

    /** The same records under other sequences. */
    Segment moveTo(Path lane, long newFirst) throws IOException {
        Path target = lane.resolve(name(newFirst));
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
        Segment moved = new Segment(target, newFirst);
        moved.records = records;
        moved.bytes = bytes;
        moved.oldestMillis = oldestMillis;
        moved.newestMillis = newestMillis;
        return moved;
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
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
            reader = new SegmentReader(channel());
            reader.skipTo(skippedBytes, skippedRecords);
        }
        return reader;
    }

    private FileChannel channel() throws IOException {
        if (channel == null) {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        }
        return channel;
    }

    /** So that another process does not find half a batch; this one knows where the segment ends. */
    private void cutBack(IOException failure) {
        try {
            channel().truncate(bytes);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
