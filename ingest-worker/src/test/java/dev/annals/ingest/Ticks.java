package dev.annals.ingest;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Events of a few keys, numbered within each, and of few hours, categories, types, severities and actor types: each key
 * has all of these, so that all partitions, and so all lanes, count the same combinations all the time.
 */
final class Ticks {

    private static final int KEYS = 61; // a prime: no key has one combination to itself

    /** Keys of which not every number up to the highest is there: stored out of order. */
    static final String KEYS_WITH_HOLES = """
            select resource_id
            from events
            group by resource_id
            having count(*) <> max((metadata->>'n')::int) + 1
            """;

    /** Events that were stored earlier than one of their key that was published before them. */
    static final String STORED_TOO_EARLY = """
            select count(*)
            from (
                select ingested_at < lag(ingested_at) over (partition by resource_id order by (metadata->>'n')::int)
                    as too_early
                from events
            ) as e
            where too_early
            """;

    private Ticks() {}

    static Event tick(int n) {
        Severity[] severities = Severity.values();
        EventDraft draft = Event.draft("c" + n % 2, "load.tick_" + n % 5)
                .severity(severities[n % severities.length])
                .resource("thing", "t-" + n % KEYS)
                .metadata(Map.of("n", n / KEYS))
                .insertedAt(Instant.now().minus(Duration.ofHours(n % 4)));
        return n % 7 == 0
                ? draft.toEvent()
                : draft.actor(Actor.user("u-" + n % 3)).toEvent();
    }
}
