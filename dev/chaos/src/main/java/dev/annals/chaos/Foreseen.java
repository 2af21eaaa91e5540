package dev.annals.chaos;

import dev.annals.chaos.verify.Stored;
import dev.annals.ingest.store.Gap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an injection says of the end, because it knows only while it goes on. Confined to one thread. */
final class Foreseen {

    private final Map<String, Long> dead = new TreeMap<>();
    private final List<Stored.Gap> gaps = new ArrayList<>();
    private final Map<String, Condition> conditions = new LinkedHashMap<>();
    private boolean keysMove;
    private boolean spoolFails;
    private boolean apiMayBeAway;

    /** So many dead letters more must be there in the end, and none beside those expected. */
    void dead(String reason, long number) {
        dead.merge(reason, number, Long::sum);
    }

    /** One more gap must be recorded in the end, because Kafka removed what was not stored, and none beside those expected. */
    void gap(int partition, long from, long to) {
        gaps.add(new Stored.Gap(partition, from, to, Gap.Reason.RETENTION.name()));
    }

    /** PostgreSQL is not there for the API, either. */
    void apiOutages() {
        apiMayBeAway = true;
    }

    /** The number of partitions changes: a key may be on several. */
    void keysToMove() {
        keysMove = true;
    }

    /** A publisher that is not killed must have failed to write its spool. */
    void spoolFailures() {
        spoolFails = true;
    }

    /** What must hold when everything is stored. */
    void atTheEnd(String what, Condition condition) {
        conditions.put(what, condition);
    }

    Map<String, Long> dead() {
        return dead;
    }

    List<Stored.Gap> gaps() {
        return gaps;
    }

    Map<String, Condition> conditions() {
        return conditions;
    }

    boolean apiMayBeAway() {
        return apiMayBeAway;
    }

    boolean keysMove() {
        return keysMove;
    }

    boolean spoolFails() {
        return spoolFails;
    }
}
