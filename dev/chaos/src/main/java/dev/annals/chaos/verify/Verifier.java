package dev.annals.chaos.verify;

import dev.annals.chaos.load.Content;
import dev.annals.chaos.verify.Journals.Fate;
import dev.annals.chaos.verify.Journals.Offered;
import dev.annals.chaos.verify.TopicDump.Entry;
import dev.annals.chaos.verify.Verdict.Finding;
import dev.annals.event.EventIds;
import dev.annals.ingest.store.Retention;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Says whether everything that was promised is there, once, as it was, and in order. */
public final class Verifier {

    private final Journals journals;
    private final TopicDump topic;
    private final Stored stored;
    private final Retention retention;
    private final boolean keysMove;
    private final Verdict verdict = new Verdict();

    private Verifier(Journals journals, TopicDump topic, Stored stored, Retention retention, boolean keysMove) {
        this.journals = journals;
        this.topic = topic;
        this.stored = stored;
        this.retention = retention;
        this.keysMove = keysMove;
    }

    /**
     * @param retention of the worker: what was older when it came is expired, and no row
     * @param keysMove whether a key may be on several partitions, because their number changed
     */
    public static Verdict verify(
            Journals journals, TopicDump topic, Stored stored, Retention retention, boolean keysMove) {
        Verifier verifier = new Verifier(journals, topic, stored, retention, keysMove);
        verifier.checkPromises();
        verifier.checkRows();
        verifier.checkTopic();
        verifier.checkOrder();
        journals.lies().forEach(lie -> verifier.verdict.found(Finding.METRIC_LIE, lie));
        journals.waits().forEach(frame -> verifier.verdict.found(Finding.CALLER_WAITED, frame));
        return verifier.verdict;
    }

    private void checkPromises() {
        Set<UUID> elsewhere = new HashSet<>(); // by what the topic says is at a place
        for (Entry entry : topic.entries()) {
            if (entry.id() != null && isElsewhere(entry)) {
                elsewhere.add(entry.id());
            }
        }
        journals.events().forEach((id, event) -> {
            boolean promised = event.fate == Fate.ACKNOWLEDGED || event.fate == Fate.SPOOLED;
            if (promised && !stored.rows.containsKey(id) && !elsewhere.contains(id)) {
                verdict.found(Finding.LOST_WRITE, id + " " + event.key + " " + event.seq + " " + event.fate);
            }
        });
    }

    private void checkRows() {
        stored.again.forEach(id -> verdict.found(Finding.DUPLICATE, id.toString()));
        stored.miscounted.forEach(group -> verdict.found(Finding.MISCOUNTED, group));
        stored.rows.forEach((id, check) -> {
            Offered event = journals.events().get(id);
            if (event == null) {
                verdict.found(Finding.PHANTOM, id.toString());
            } else if (event.check != check) {
                verdict.found(Finding.MUTATED, "row " + id);
            }
        });
    }

    private void checkTopic() {
        for (Entry entry : topic.entries()) {
            String place = Stored.place(entry.partition(), entry.offset());
            long position = stored.positions().getOrDefault(entry.partition(), 0L);
            if (entry.offset() >= position) {
                verdict.found(Finding.UNSEEN, place + " at position " + position);
            } else if (!isStored(entry) && !isElsewhere(entry)) {
                verdict.found(Finding.GAP_UNRECORDED, place + " " + entry.id());
            }
            Offered event = entry.id() == null ? null : journals.events().get(entry.id());
            if (event != null && event.check != entry.check() && !isDead(entry)) {
                verdict.found(Finding.MUTATED, "record " + place);
            } else if (event != null && !Content.recordKey(event.key).equals(entry.key())) {
                verdict.found(Finding.MUTATED, "record " + place + " has the key " + entry.key());
            }
        }
    }

    /** What is sent again is not out of order: the first time counts. */
    private void checkOrder() {
        Map<String, Entry> last = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        for (Entry entry : topic.entries()) {
            if (entry.id() == null || !seen.add(entry.id())) {
                continue;
            }
            Entry before = last.put(keysMove ? entry.partition() + " " + entry.key() : entry.key(), entry);
            if (before != null && before.partition() != entry.partition()) {
                verdict.found(
                        Finding.REORDER,
                        entry.key() + " on the partitions " + before.partition() + " and " + entry.partition());
            } else if (before != null && before.seq() > entry.seq()) {
                verdict.found(Finding.REORDER, entry.key() + ": " + entry.seq() + " after " + before.seq());
            }
        }
    }

    private boolean isStored(Entry entry) {
        return entry.id() != null && stored.rows.containsKey(entry.id());
    }

    /** Where an event may be that is no row, with somebody knowing. */
    private boolean isElsewhere(Entry entry) {
        return isDead(entry) || isExpired(entry) || (topic.isRemoved(entry) && stored.isGap(entry));
    }

    private boolean isExpired(Entry entry) {
        UUID id = entry.id();
        return id != null
                && retention
                        .cut(Instant.ofEpochMilli(entry.millis()))
                        .filter(cut -> EventIds.timestamp(id).isBefore(cut))
                        .isPresent();
    }

    private boolean isDead(Entry entry) {
        return stored.dead.containsKey(Stored.place(entry.partition(), entry.offset()));
    }
}
