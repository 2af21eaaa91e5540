package dev.annals.ingest.consume;

import dev.annals.ingest.store.RawRecord;
import dev.annals.ingest.store.Source;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** A consumer's record as the store sees it; its headers are copied only if somebody asks. */
record KafkaRecord(Source source, ConsumerRecord<byte[], byte[]> record) implements RawRecord {

    @Override
    public long offset() {
        return record.offset();
    }

    @Override
    public long timestamp() {
        return record.timestamp();
    }

    @Override
    public byte @Nullable [] key() {
        return record.key();
    }

    @Override
    public byte @Nullable [] value() {
        return record.value();
    }

    @Override
    public int size() {
        int size = length(record.key()) + length(record.value());
        for (org.apache.kafka.common.header.Header header : record.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public List<Header> headers() {
        List<Header> headers = new ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return headers;
    }
}
