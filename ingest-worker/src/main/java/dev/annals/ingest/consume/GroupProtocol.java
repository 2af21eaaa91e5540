package dev.annals.ingest.consume;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** By which of Kafka's protocols the lanes of a group share the partitions. */
public enum GroupProtocol {

    /** A member computes who gets what; sessions and heartbeats are the lanes' settings. */
    CLASSIC,

    /** The broker does (KIP-848); sessions and heartbeats are the broker's settings, {@code group.consumer.…}. */
    CONSUMER;

    /** @throws IllegalArgumentException if there is none of that name */
    public static GroupProtocol parse(String text) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("must be "
                        + Arrays.stream(values()).map(GroupProtocol::toString).collect(Collectors.joining(" or "))
                        + ", not \"" + text + '"'));
    }

    /** As Kafka's {@code group.protocol} has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
