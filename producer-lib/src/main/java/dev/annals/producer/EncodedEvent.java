package dev.annals.producer;

import java.util.List;
import java.util.UUID;

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
        this.headers = List.copyOf(headers);
        this.bytes = key.length + value.length + bytes(this.headers);
    }

    private static int bytes(List<Header> headers) {
        int sum = 0;
        for (Header header : headers) {
            sum += header.bytes();
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

    List<Header> headers() {
        return headers;
    }

    /** Of key, value and headers. */
    int bytes() {
        return bytes;
    }

    /** A header of a Kafka record; names are ASCII. */
    static final class Header {
        private final String name;
        private final byte[] value;

        Header(String name, byte[] value) {
            this.name = name;
            this.value = value;
        }

        String name() {
            return name;
        }

        byte[] value() {
            return value;
        }

        private int bytes() {
            return name.length() + value.length;
        }
    }
}
