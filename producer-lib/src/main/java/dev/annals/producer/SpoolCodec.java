package dev.annals.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Header;

/**
 * An event as a record of the spool: version, id, key, value, headers; each text and array behind its length. Another
 * version of this library may have written what is read: with another version of this goes another ending of the segments' names, so
 * that it is left for those who know it.
 */
final class SpoolCodec {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 2 * Long.BYTES + 3 * Integer.BYTES;

    private SpoolCodec() {}

    static byte[] encode(EncodedEvent event) {
        int bytes = FIXED_BYTES + event.bytes() + event.headers().size() * 2 * Integer.BYTES;
        ByteBuffer out = ByteBuffer.allocate(bytes).put(VERSION);
        out.putLong(event.id().getMostSignificantBits()).putLong(event.id().getLeastSignificantBits());
        put(out, event.key());
        put(out, event.value());
        out.putInt(event.headers().size());
        for (Header header : event.headers()) {
            put(out, header.key().getBytes(UTF_8)); // ASCII, as is counted in the size
            put(out, header.value());
        }
        return out.array();
    }

    /** @throws IllegalArgumentException if it is of a version that is not known here, or not whole */
    static EncodedEvent decode(byte[] record) {
        try {
            ByteBuffer in = ByteBuffer.wrap(record);
            byte version = in.get();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "a record of version " + version + ", this library knows " + VERSION);
            }
            UUID id = new UUID(in.getLong(), in.getLong());
            byte[] key = array(in);
            byte[] value = array(in);
            int headers = in.getInt();
            List<Header> all = new ArrayList<>();
            for (int i = 0; i < headers; i++) {
                String name = new String(array(in), UTF_8);
                all.add(new EventHeader(name, array(in)));
            }
            return new EncodedEvent(id, key, value, all);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a record that ends too early", e);
        }
    }

    private static void put(ByteBuffer out, byte[] bytes) {
        out.putInt(bytes.length).put(bytes);
    }

    private static byte[] array(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a record that says " + length + " bytes follow, of " + in.remaining());
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
