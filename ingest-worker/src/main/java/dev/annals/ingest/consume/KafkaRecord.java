package dev.annals.ingest.consume;

import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's record as the store sees it. Thousands wait for the writer at a time, and every collection of garbage
 * copies them: so the consumer's own objects, several for each header, are not kept, and headers are unpacked only if
 * somebody asks. Key and value are the consumer's arrays.
 */
final class KafkaRecord implements RawRecord {

    private static final byte[] NO_HEADERS = {};
    private static final int NULL = -1;

    private final Source source;
    private final long offset;
    private final long timestamp;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;

    /** Of each header: the length of its name, its name in UTF-8, the length of its value, its value. */
    private final byte[] headers;

    KafkaRecord(Source source, ConsumerRecord<byte[], byte[]> record) {
        this.source = source;
        this.offset = record.offset();
        this.timestamp = record.timestamp();
        this.key = record.key();
        this.value = record.value();
        this.headers = pack(record.headers().toArray());
    }

    private static byte[] pack(org.apache.kafka.common.header.Header[] headers) {
        if (headers.length == 0) {
            return NO_HEADERS;
        }
        byte[][] names = new byte[headers.length][];
        int size = 2 * Integer.BYTES * headers.length;
        for (int i = 0; i < headers.length; i++) {
            names[i] = headers[i].key().getBytes(StandardCharsets.UTF_8);
            size += names[i].length + length(headers[i].value());
        }
        ByteBuffer packed = ByteBuffer.allocate(size);
        for (int i = 0; i < headers.length; i++) {
            packed.putInt(names[i].length).put(names[i]);
            byte[] content = headers[i].value();
            packed.putInt(content == null ? NULL : content.length);
            if (content != null) {
                packed.put(content);
            }
        }
        return packed.array();
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public Source source() {
        return source;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    @Override
    public byte @Nullable [] key() {
        return key;
    }

    @Override
    public byte @Nullable [] value() {
        return value;
    }

    @Override
    public int size() {
        return length(key) + length(value) + headers.length;
    }

    @Override
    public List<Header> headers() {
        List<Header> unpacked = new ArrayList<>();
        ByteBuffer packed = ByteBuffer.wrap(headers);
        while (packed.hasRemaining()) {
            byte[] name = new byte[packed.getInt()];
            packed.get(name);
            int length = packed.getInt();
            byte[] content = length == NULL ? null : new byte[length];
            if (content != null) {
                packed.get(content);
            }
            unpacked.add(new Header(new String(name, StandardCharsets.UTF_8), content));
        }
        return unpacked;
    }
}
