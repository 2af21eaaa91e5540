package dev.annals.ingest.store;

import java.util.List;

/** What one transaction stores: all of it or nothing. The advances are in the order of their sources. */
public record Batch(List<Advance> advances, List<Row> rows, List<DeadLetter> deadLetters) {

    public Batch {
        advances = advances.stream()
                .sorted((a, b) -> a.source().compareTo(b.source()))
                .toList();
        rows = List.copyOf(rows);
        deadLetters = List.copyOf(deadLetters);
    }

    @Override
    public String toString() {
        return rows.size() + " rows, " + deadLetters.size() + " dead letters, " + advances;
    }
}
