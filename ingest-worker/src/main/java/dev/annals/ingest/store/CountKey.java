package dev.annals.ingest.store;

import static java.util.Comparator.comparing;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;

/**
 * Which row of {@code event_counts} counts an event.
 *
 * @param bucket the start of the hour, UTC, of the time inside the event's id
 * @param actorType empty where the event has no actor
 * @param kafkaPartition where the event's record came from: writers of different partitions never meet in a row
 */
record CountKey(Instant bucket, String category, String type, String severity, String actorType, int kafkaPartition)
        implements Comparable<CountKey> {

    /** That of the primary key; the texts are ASCII by the event's rules, so Java sorts them as the database does. */
    private static final Comparator<CountKey> ORDER = comparing(CountKey::bucket)
            .thenComparing(CountKey::category)
            .thenComparing(CountKey::type)
            .thenComparing(CountKey::severity)
            .thenComparing(CountKey::actorType)
            .thenComparingInt(CountKey::kafkaPartition);

    static CountKey of(Event event, int kafkaPartition) {
        Actor actor = event.actor();
        return new CountKey(
                event.insertedAt().truncatedTo(ChronoUnit.HOURS),
                event.category(),
                event.type(),
                event.severity().wireName(),
                actor == null ? "" : actor.type().wireName(),
                kafkaPartition);
    }

    @Override
    public int compareTo(CountKey other) {
        return ORDER.compare(this, other);
    }
}
