package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment's frames in order and passes what is damaged. Does not own the channel. Single-threaded.
 *
 * <p>It trusts a frame only if mark, length, index and checksum fit; after one that does not, it looks for the next mark, byte
 * by byte, because the length may be what is damaged.
 */
final class SegmentReader {

    private static final int USUAL_BYTES = 64 * 1024;
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final SpoolDisk disk;
    private final FileChannel channel;
    private ByteBuffer buffer = EMPTY;

    /** Where in the file the buffer begins. */
    private long bufferAt;

    private long position;
    private int nextIndex;
    private long damagedAt = -1;

    SegmentReader(SpoolDisk disk, FileChannel channel) {
        this.disk = disk;
        this.channel = channel;
    }

    /** The next frame before {@code end}, or null. */
    @Nullable
    Frame next(long end) throws IOException {
        damagedAt = -1;
        while (position + Frame.HEADER_BYTES <= end) {
            Frame frame = frameHere(end);
            if (frame != null && frame.index() >= nextIndex) {
                position += frame.bytes();
                nextIndex = frame.index() + 1;
                return frame;
            }
            noteDamage();
            position = nextMark(position + 1, end);
        }
        if (position < end) { // too short for a frame
            noteDamage();
        }
        return null;
    }

    /** Where the last call of {@link #next} began to pass something. */
    OptionalLong damagedAt() {
        return damagedAt < 0 ? OptionalLong.empty() : OptionalLong.of(damagedAt);
    }

    /** The index that the next frame should have. */
    int nextIndex() {
        return nextIndex;
    }

    /** Goes on there, without reading what is before. */
    void skipTo(long position, int nextIndex) {
        this.position = position;
        this.nextIndex = nextIndex;
    }

    private @Nullable Frame frameHere(long end) throws IOException {
        if (!buffer(Frame.HEADER_BYTES, end)) {
            return null;
        }
        int start = (int) (position - bufferAt);
        int length = Frame.lengthAt(buffer, start);
        boolean fits = buffer.getInt(start) == Frame.MARK
                && length >= 0
                && length <= end - position - Frame.HEADER_BYTES
                && buffer(Frame.HEADER_BYTES + length, end);
        return fits ? Frame.read(buffer, (int) (position - bufferAt), buffer.limit()) : null;
    }

    /** The first place from there on where a frame may begin; one too near to the end if there is none. */
    private long nextMark(long from, long end) throws IOException {
        position = from;
        while (position + Frame.HEADER_BYTES <= end && buffer(Frame.HEADER_BYTES, end)) {
            for (int i = (int) (position - bufferAt); i + Integer.BYTES <= buffer.limit(); i++) {
                if (buffer.getInt(i) == Frame.MARK) {
                    return bufferAt + i;
                }
            }
            position = bufferAt + buffer.limit() - (Integer.BYTES - 1);
        }
        return Math.max(position, end - Frame.HEADER_BYTES + 1);
    }

    private void noteDamage() {
        if (damagedAt < 0) {
            damagedAt = position;
        }
    }

    /** Whether so many bytes from the position on are in the buffer, now. */
    private boolean buffer(int bytes, long end) throws IOException {
        if (position >= bufferAt && position + bytes <= bufferAt + buffer.limit()) {
            return true;
        }
        int wanted = (int) Math.min(Math.max(bytes, USUAL_BYTES), end - position);
        if (buffer.capacity() < wanted || buffer.capacity() > Math.max(wanted, USUAL_BYTES)) {
            buffer = ByteBuffer.allocate(Math.max(wanted, USUAL_BYTES));
        }
        ByteBuffer fresh = buffer;
        buffer = EMPTY; // if reading fails
        bufferAt = position;
        fresh.clear().limit(wanted);
        while (fresh.hasRemaining() && disk.read(channel, fresh, bufferAt + fresh.position()) >= 0) {
            // until it is full, or the file is shorter than it was
        }
        buffer = fresh.flip();
        return buffer.limit() >= bytes;
    }
}
