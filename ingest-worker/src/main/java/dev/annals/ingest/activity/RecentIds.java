package dev.annals.ingest.activity;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/**
 * The ids that one partition of the events topic brought within the last hour, by the time at which Kafka got them. A
 * copy that comes later is counted again: at 5,000 events a second an hour is 18 million ids, some 700 MB on disk, and
 * each further hour as much again.
 *
 * <p>A copy of an event has its key, so it comes in the same partition, unless the topic got more partitions in between or
 * somebody else chose the key.
 *
 * <p>Confined to the stream thread.
 */
final class RecentIds {

    static final Duration MEMORY = Duration.ofHours(1);

    static final String STORE = "ids";

    private static final byte[] NOTHING = {};

    private final WindowStore<Bytes, byte[]> store;

    RecentIds(WindowStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** The store forgets by whole segments of half an hour, a little later than it must. */
    static StoreBuilder<WindowStore<Bytes, byte[]>> store() {
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(STORE, MEMORY.plusMinutes(1), MEMORY, false),
                Serdes.Bytes(),
                Serdes.ByteArray());
    }

    /**
     * Remembers the id for an hour from now on, and says whether it was remembered already.
     *
     * @param appendedAt in Unix milliseconds
     */
    boolean remember(UUID id, long appendedAt) {
        Bytes key = key(id);
        boolean known = isKnown(key, appendedAt);
        store.put(key, NOTHING, appendedAt);
        return known;
    }

    /** Brokers' clocks differ: the first copy can seem to have come after the second. */
    private boolean isKnown(Bytes key, long appendedAt) {
        long memory = MEMORY.toMillis();
        try (WindowStoreIterator<byte[]> copies =
                store.fetch(key, Math.max(0, appendedAt - memory), appendedAt + memory)) {
            return copies.hasNext();
        }
    }

    private static Bytes key(UUID id) {
        return Bytes.wrap(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }
}
