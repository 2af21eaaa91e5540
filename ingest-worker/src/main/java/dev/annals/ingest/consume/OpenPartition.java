package dev.annals.ingest.consume;

import dev.annals.ingest.store.Advance;
import dev.annals.ingest.store.Source;

/**
 * An assigned partition whose position is known: how far the batches handed to the writer go, and how far reading went.
 *
 * <p>Confined to the poll thread.
 */
final class OpenPartition {

    private final Source source;
    private long handedOver;
    private long read;

    /**
     * @param stored the position in the database
     * @param start where reading begins; differs from {@code stored} only if Kafka no longer has that offset
     */
    OpenPartition(Source source, long stored, long start) {
        this.source = source;
        this.handedOver = stored;
        this.read = start;
    }

    Source source() {
        return source;
    }

    /** The offset of the next record to read. */
    long read() {
        return read;
    }

    void readUpTo(long position) {
        read = position;
    }

    boolean hasAdvanced() {
        return read != handedOver;
    }

    /** From where the last batch ended to where reading stands; the next one begins there. */
    Advance takeAdvance() {
        Advance advance = new Advance(source, handedOver, read);
        handedOver = read;
        return advance;
    }
}
