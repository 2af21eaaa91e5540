package dev.annals.ingest.consume;

import dev.annals.event.Event;
import dev.annals.ingest.store.DeadLetter;
import dev.annals.ingest.store.RawRecord;

/** What a record turned out to be. */
sealed interface Decoded {

    /** An event that keeps every rule. */
    record Good(Event event) implements Decoded {}

    /** An event that keeps every rule, and was older than the retention when Kafka got it: not stored. */
    record Expired(RawRecord origin) implements Decoded {}

    /** Something else. */
    record Poison(DeadLetter letter) implements Decoded {}
}
