package dev.annals.ingest.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter as the table has it, but for the record's bytes.
 *
 * @param topicMadeAnew whether the topic's name alone does not say which topic
 * @param reason a {@link DeadLetter.Reason}, or one of a newer worker's
 * @param recordTime Kafka's, where the record had one
 * @param replays how often the record was sent again, since it was a letter for the first time
 * @param replayOf the first letter of the record, if this is one that came back
 */
public record StoredLetter(
        Source source,
        long offset,
        boolean topicMadeAnew,
        String reason,
        String detail,
        @Nullable String sqlState,
        @Nullable Instant recordTime,
        Instant since,
        LetterState state,
        int replays,
        @Nullable String replayOf,
        @Nullable Instant handledAt,
        @Nullable String handledBy) {

    /** What the commands take. */
    public LetterId id() {
        String topic = topicMadeAnew ? source.topicId().toString() : source.topic();
        return new LetterId(topic, source.partition(), offset);
    }

    /** What means this one and no other, whatever became of the topic. */
    public LetterId exactId() {
        return new LetterId(source.topicId().toString(), source.partition(), offset);
    }

    /** Whether the id means this one. */
    public boolean isMeantBy(LetterId id) {
        return (id.topic().equals(source.topic())
                        || id.topic().equals(source.topicId().toString()))
                && id.partition() == source.partition()
                && id.offset() == offset;
    }

    /** What the record will bear when it is sent again. */
    ReplayMark nextAttempt() {
        String first = replayOf == null ? source.topicId() + "/" + source.partition() + "/" + offset : replayOf;
        return new ReplayMark(first, replays + 1);
    }
}
