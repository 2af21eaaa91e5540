package dev.annals.ingest.store;

/**
 * Offsets that are neither rows nor dead letters: Kafka no longer has them, or an operator passed them.
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
        TRUNCATION,
        /** An operator passed them, in a partition that had stopped. */
        OPERATOR
    }

    /** How the position passes it: a truncated log is read again from its end. */
    public Advance advance() {
        return reason == Reason.TRUNCATION ? new Advance(source, to, from) : new Advance(source, from, to);
    }
}
