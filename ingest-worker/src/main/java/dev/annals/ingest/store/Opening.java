package dev.annals.ingest.store;

import java.util.Map;

/**
 * Where some partitions stand.
 *
 * @param positions of all of them, the next offset to store
 * @param stops of those that must not be read
 */
public record Opening(Map<Source, Long> positions, Map<Source, PartitionStop> stops) {}
