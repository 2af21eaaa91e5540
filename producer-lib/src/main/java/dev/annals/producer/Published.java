package dev.annals.producer;

import java.util.UUID;

/**
 * Where an event is: in Kafka, after the broker acknowledged it; or, of a publisher with a spool, on this machine's disk.
 *
 * @param id the event's, as given or as minted
 * @param partition -1 if it is spooled
 * @param offset -1 if it is spooled
 */
public record Published(UUID id, int partition, long offset) {

    static final int NOWHERE = -1;

    /**
     * Whether it is on disk, and Kafka has not acknowledged it yet. It survives the end of this process at once, however it
     * ends, and the loss of power after a second, or after {@link EventPublisher#flush}.
     */
    public boolean spooled() {
        return partition == NOWHERE;
    }
}
