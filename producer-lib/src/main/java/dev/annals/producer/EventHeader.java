package dev.annals.producer;

import org.apache.kafka.common.header.Header;

/**
 * A header of a Kafka record, as Kafka takes it: so that none has to be made of it by the thread that sends. Its key is ASCII.
 * Made on the caller's thread, where no code of Kafka's runs: this is only its interface.
 */
final class EventHeader implements Header {

    private final String key;
    private final byte[] value;

    EventHeader(String key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public byte[] value() {
        return value;
    }
}
