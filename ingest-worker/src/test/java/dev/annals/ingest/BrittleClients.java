package dev.annals.ingest;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** As a consumer's interceptor: while {@link #broken}, no such consumer can be made. Kafka makes it by its name. */
public final class BrittleClients implements ConsumerInterceptor<byte[], byte[]> {

    static volatile boolean broken;

    @Override
    public void configure(Map<String, ?> settings) {
        if (broken) {
            throw new IllegalStateException("no consumer can be made now");
        }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}
}
