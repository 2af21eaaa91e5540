package dev.annals.benchmarks;

import dev.annals.ingest.store.Batch;
import dev.annals.ingest.store.BatchWriter;
import dev.annals.ingest.store.Database;
import dev.annals.ingest.store.OutageListener;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;

/** The tables without a worker. */
final class Tables {

    private static final OutageListener NOBODY = new OutageListener() {
        @Override
        public void databaseUp() {
            // as it should be
        }

        @Override
        public void databaseDown(String reason) {
            throw new IllegalStateException(reason);
        }
    };

    private Tables() {}

    static BatchWriter writer(String url) {
        return new BatchWriter(new Database(url, "", ""), Clock.systemUTC(), NOBODY);
    }

    /** Those that events of today need. */
    static void makePartitions(String url) {
        try (BatchWriter writer = writer(url)) {
            writer.write(new Batch(List.of(), List.of(), List.of(), List.of(), OptionalLong.empty()));
        }
    }
}
