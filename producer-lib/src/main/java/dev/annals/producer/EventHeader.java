package dev.annals.producer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

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

    /** As Kafka's own: for interceptors of the host. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventHeader that && key.equals(that.key) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "EventHeader(key = " + key + ", value = " + new String(value, StandardCharsets.UTF_8) + ")";
    }
}
