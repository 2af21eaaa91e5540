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

    /** Reading begins at the position in the database. */
    OpenPartition(Source source, long stored) {
        this.source = source;
        this.handedOver = stored;
        this.read = stored;
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
