package dev.annals.ingest.store;

/** The worker stops, so the batch was not written; its positions were not moved, and another worker will read it. */
public final class WriterStoppedException extends RuntimeException {

    WriterStoppedException() {
        super("the writer was stopped before the batch was stored", null, false, false);
    }
}
