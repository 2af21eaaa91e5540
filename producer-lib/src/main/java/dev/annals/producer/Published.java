package dev.annals.producer;

import java.util.UUID;

/**
 * Where an event is in Kafka, after the broker acknowledged it.
 *
 * @param id the event's, as given or as minted
 */
public record Published(UUID id, int partition, long offset) {}
