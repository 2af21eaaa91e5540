package dev.annals.ingest.store;

import java.time.Instant;

/**
 * A partition that is not read any more, until an operator resumes it: too much of it is no event.
 *
 * @param offset of the first record that was not dead-lettered any more; reading goes on with it
 * @param detail what that record is, printable
 */
public record PartitionStop(Source source, long offset, Reason reason, String detail, Instant since) {

    /** Why it stopped. */
    public enum Reason {
        POISON_IN_A_ROW("more than " + PoisonWindow.IN_A_ROW + " records in a row are no events"),
        POISON_TOO_OFTEN(
                "more than " + PoisonWindow.POISON + " of the last " + PoisonWindow.RECORDS + " records are no events");

        private final String sentence;

        Reason(String sentence) {
            this.sentence = sentence;
        }

        @Override
        public String toString() {
            return sentence;
        }
    }

    /** What happened and what to do about it. */
    @Override
    public String toString() {
        return source + " is stopped at offset " + offset + " since " + since + ": " + reason + ", this one is "
                + detail + ". Nothing is lost. See dead_letters, mend who publishes them, then: partitions resume"
                + " --topic " + source.topic() + " --partition " + source.partition();
    }
}
