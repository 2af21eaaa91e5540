package dev.annals.ingest.store;

/**
 * How far a batch moves one partition.
 *
 * @param from the stored position the batch was read from; another one stored means another worker was faster
 * @param to the next offset to read after the batch, past aborted records and markers
 */
public record Advance(Source source, long from, long to) {

    Advance endingAt(long end) {
        return new Advance(source, from, end);
    }

    @Override
    public String toString() {
        return source + "@" + from + ".." + to;
    }
}
