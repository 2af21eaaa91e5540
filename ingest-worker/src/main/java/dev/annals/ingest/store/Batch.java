package dev.annals.ingest.store;

import static java.util.Comparator.comparing;

import java.util.List;
import java.util.OptionalLong;

/**
 * What one transaction stores: all of it or nothing.
 *
 * @param advances in the order of their sources
 * @param expired how many events of it are not stored, because they are older than the retention
 * @param oldestTimestamp when the oldest of its records was appended to the topic, in Unix milliseconds
 */
public record Batch(
        List<Advance> advances,
        List<Row> rows,
        List<DeadLetter> deadLetters,
        int expired,
        OptionalLong oldestTimestamp) {

    public Batch {
        advances = advances.stream().sorted(comparing(Advance::source)).toList();
        rows = List.copyOf(rows);
        deadLetters = List.copyOf(deadLetters);
    }

    @Override
    public String toString() {
        return rows.size() + " rows, " + deadLetters.size() + " dead letters, " + advances;
    }
}
