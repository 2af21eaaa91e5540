package dev.annals.ingest.store;

import static java.util.Comparator.comparing;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What one transaction stores: all of it or nothing.
 *
 * @param advances in the order of their sources
 * @param gaps that the advances pass
 * @param expired events of it that are not stored, because they are older than the retention
 * @param oldestTimestamp when the oldest of its records was appended to the topic, in Unix milliseconds
 */
public record Batch(
        List<Advance> advances,
        List<Gap> gaps,
        List<Row> rows,
        List<DeadLetter> deadLetters,
        List<RawRecord> expired,
        OptionalLong oldestTimestamp) {

    public Batch {
        advances = advances.stream().sorted(comparing(Advance::source)).toList();
        gaps = List.copyOf(gaps);
        rows = List.copyOf(rows);
        deadLetters = List.copyOf(deadLetters);
        expired = List.copyOf(expired);
    }

    /** Of records, without gaps. */
    public Batch(
            List<Advance> advances,
            List<Row> rows,
            List<DeadLetter> deadLetters,
            List<RawRecord> expired,
            OptionalLong oldestTimestamp) {
        this(advances, List.of(), rows, deadLetters, expired, oldestTimestamp);
    }

    /** Moves a position past a gap, and nothing else. */
    public static Batch passing(Gap gap) {
        return new Batch(List.of(gap.advance()), List.of(gap), List.of(), List.of(), List.of(), OptionalLong.empty());
    }

    /** All that were read, whatever they turned out to be. */
    Stream<RawRecord> records() {
        return Stream.of(rows.stream().map(Row::origin), deadLetters.stream().map(DeadLetter::origin), expired.stream())
                .flatMap(records -> records);
    }

    /** Of that source only what comes before the offset, to which it then advances. */
    Batch before(Source source, long end) {
        return new Batch(
                advances.stream()
                        .map(advance -> advance.source().equals(source) ? advance.endingAt(end) : advance)
                        .toList(),
                gaps,
                rows.stream().filter(row -> isBefore(row.origin(), source, end)).toList(),
                deadLetters.stream()
                        .filter(letter -> isBefore(letter.origin(), source, end))
                        .toList(),
                expired.stream().filter(record -> isBefore(record, source, end)).toList(),
                oldestTimestamp);
    }

    private static boolean isBefore(RawRecord record, Source source, long end) {
        return record.offset() < end || !record.source().equals(source);
    }

    @Override
    public String toString() {
        return rows.size() + " rows, " + deadLetters.size() + " dead letters, " + advances;
    }
}
