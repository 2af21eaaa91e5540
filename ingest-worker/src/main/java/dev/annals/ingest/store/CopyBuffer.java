package dev.annals.ingest.store;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.Metadata;
import dev.annals.event.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Rows in PostgreSQL's binary COPY format (manual, COPY, "Binary Format"), in a buffer that is used again and again.
 *
 * <p>Confined to one thread.
 */
final class CopyBuffer {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final long MILLIS_1970_TO_2000 = 946_684_800_000L;
    private static final int NULL = -1;

    /** The first byte of a jsonb value: the version of its format. */
    private static final byte JSONB_VERSION = 1;

    private byte[] bytes = new byte[128 * 1024];
    private int size;

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void header() {
        room(SIGNATURE.length + 8);
        System.arraycopy(SIGNATURE, 0, bytes, size, SIGNATURE.length);
        size += SIGNATURE.length;
        int32(0); // flags
        int32(0); // length of the header's extension
    }

    void trailer() {
        int16(-1);
    }

    /** How many fields the next row has. */
    void row(int fields) {
        int16(fields);
    }

    /** The ten fields of an event, in the order of {@link EventRows#COLUMNS}. */
    void event(Event event) {
        uuid(event.id());
        timestamp(event.insertedAt().toEpochMilli());
        text(event.category());
        text(event.type());
        Actor actor = event.actor();
        text(actor == null ? null : actor.type().wireName());
        text(actor == null ? null : actor.id());
        Resource resource = event.resource();
        text(resource == null ? null : resource.type());
        text(resource == null ? null : resource.id());
        text(event.severity().wireName());
        jsonb(event.metadata());
    }

    /** Fields as this class has written them before. */
    void fields(byte[] written) {
        room(written.length);
        System.arraycopy(written, 0, bytes, size, written.length);
        size += written.length;
    }

    void integer(int value) {
        int32(4);
        int32(value);
    }

    private void uuid(UUID value) {
        int32(16);
        int64(value.getMostSignificantBits());
        int64(value.getLeastSignificantBits());
    }

    private void timestamp(long unixMillis) {
        int32(8);
        int64((unixMillis - MILLIS_1970_TO_2000) * 1000);
    }

    private void text(@Nullable String value) {
        if (value == null) {
            int32(NULL);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int32(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private void jsonb(Metadata value) {
        int32(1 + value.size());
        room(1 + value.size());
        bytes[size++] = JSONB_VERSION;
        value.copyTo(bytes, size);
        size += value.size();
    }

    private void int16(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void int32(int value) {
        room(4);
        bytes[size++] = (byte) (value >> 24);
        bytes[size++] = (byte) (value >> 16);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    private void int64(long value) {
        int32((int) (value >> 32));
        int32((int) value);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
