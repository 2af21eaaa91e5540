package dev.annals.ingest.store;

import java.util.Comparator;
import java.util.UUID;

/**
 * Where records come from: one partition of one topic. The topic is known by its id, because one that is deleted and
 * made anew under the same name begins again at offset 0.
 */
public record Source(UUID topicId, String topic, int partition) implements Comparable<Source> {

    private static final Comparator<Source> ORDER =
            Comparator.comparing(Source::topicId).thenComparingInt(Source::partition);

    /** The order in which every transaction locks positions, so that two of them never wait for each other. */
    @Override
    public int compareTo(Source other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
