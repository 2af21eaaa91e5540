package dev.annals.ingest.store;

/**
 * Offsets that Kafka no longer has.
 *
 * @param from the first of them
 * @param to the first behind them
 */
public record Gap(Source source, long from, long to, Reason reason) {

    /** How they went. */
    public enum Reason {
        /** Kafka removed them before they were stored. */
        RETENTION,
        /** They were stored, and then Kafka lost them: its log ends before. */
        TRUNCATION
    }

    /** How the position passes it: a truncated log is read again from its end. */
    public Advance advance() {
        return reason == Reason.RETENTION ? new Advance(source, from, to) : new Advance(source, to, from);
    }
}
