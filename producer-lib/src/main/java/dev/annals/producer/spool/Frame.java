package dev.annals.producer.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One record as it lies in a segment. The payload is not copied. */
final class Frame {

    static final int HEADER_BYTES = 24;

    /** Its first byte is in no UTF-8 text. */
    static final int MARK = 0xF5A7C0DE;

    private static final int LENGTH_AT = 4;
    private static final int INDEX_AT = 8;
    private static final int TIME_AT = 12;
    private static final int CHECKSUM_AT = 20;

    private final int index;
    private final long atMillis;
    private final byte[] payload;

    Frame(int index, long atMillis, byte[] payload) {
        this.index = index;
        this.atMillis = atMillis;
        this.payload = payload;
    }

    /** In its segment, from 0. */
    int index() {
        return index;
    }

    /** When it was written, in Unix milliseconds. */
    long atMillis() {
        return atMillis;
    }

    byte[] payload() {
        return payload;
    }

    long bytes() {
        return bytes(payload);
    }

    static long bytes(byte[] payload) {
        return HEADER_BYTES + (long) payload.length;
    }

    void writeTo(ByteBuffer out) {
        int start = out.position();
        out.putInt(MARK).putInt(payload.length).putInt(index).putLong(atMillis);
        out.putInt(checksum(out, start, payload)).put(payload);
    }

    /** How long the payload says it is; the header must be there. */
    static int lengthAt(ByteBuffer bytes, int start) {
        return bytes.getInt(start + LENGTH_AT);
    }

    /** Null if what begins there is not a whole frame as it was written. */
    static @Nullable Frame read(ByteBuffer bytes, int start, int end) {
        if (end - start < HEADER_BYTES || bytes.getInt(start) != MARK) {
            return null;
        }
        int length = lengthAt(bytes, start);
        if (length < 0 || length > end - start - HEADER_BYTES) {
            return null;
        }
        byte[] payload = new byte[length];
        bytes.get(start + HEADER_BYTES, payload);
        if (bytes.getInt(start + CHECKSUM_AT) != checksum(bytes, start, payload)) {
            return null;
        }
        return new Frame(bytes.getInt(start + INDEX_AT), bytes.getLong(start + TIME_AT), payload);
    }

    private static int checksum(ByteBuffer bytes, int start, byte[] payload) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().position(start + LENGTH_AT).limit(start + CHECKSUM_AT));
        checksum.update(payload);
        return (int) checksum.getValue();
    }
}
