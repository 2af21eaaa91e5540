package dev.annals.producer;

import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.header.Header;

/** An event as it goes to Kafka: a snapshot in bytes. Its arrays are never changed. */
final class EncodedEvent {

    private final UUID id;
    private final byte[] key;
    private final byte[] value;
    private final List<Header> headers;
    private final int bytes;

    EncodedEvent(UUID id, byte[] key, byte[] value, List<Header> headers) {
        this.id = id;
        this.key = key;
        this.value = value;
        this.headers = headers;
        this.bytes = key.length + value.length + bytes(headers);
    }

    private static int bytes(List<Header> headers) {
        int sum = 0;
        for (Header header : headers) {
            sum += header.key().length() + header.value().length;
        }
        return sum;
    }

    UUID id() {
        return id;
    }

    byte[] key() {
        return key;
    }

    byte[] value() {
        return value;
    }

    /** Not to be changed. */
    List<Header> headers() {
        return headers;
    }

    /** Of key, value and headers. */
    int bytes() {
        return bytes;
    }
}
