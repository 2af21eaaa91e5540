package dev.annals.chaos.verify;

import dev.annals.chaos.verify.Journals.Fate;
import dev.annals.chaos.verify.Journals.Offered;
import dev.annals.chaos.verify.TopicDump.Entry;
import dev.annals.chaos.verify.Verdict.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Says whether everything that was promised is there, once, as it was, and in order. */
public final class Verifier {

    private final Journals journals;
    private final TopicDump topic;
    private final Stored stored;
    private final Verdict verdict = new Verdict();

    private Verifier(Journals journals, TopicDump topic, Stored stored) {
        this.journals = journals;
        this.topic = topic;
        this.stored = stored;
    }

    public static Verdict verify(Journals journals, TopicDump topic, Stored stored) {
        Verifier verifier = new Verifier(journals, topic, stored);
        verifier.checkPromises();
        verifier.checkRows();
        verifier.checkTopic();
        verifier.checkOrder();
        journals.lies().forEach(lie -> verifier.verdict.found(Finding.METRIC_LIE, lie));
        return verifier.verdict;
    }

    private void checkPromises() {
        Set<UUID> elsewhere = new HashSet<>(); // dead letters, by what the topic says is at their place
        for (Entry entry : topic.entries()) {
            if (entry.id() != null && isDead(entry)) {
                elsewhere.add(entry.id());
            }
        }
        List<String> missing = new ArrayList<>();
        List<String> missingFromSpool = new ArrayList<>();
        journals.events().forEach((id, event) -> {
            boolean promised = event.fate == Fate.ACKNOWLEDGED || event.fate == Fate.SPOOLED;
            if (promised && !stored.rows.containsKey(id) && !elsewhere.contains(id)) {
                (event.fate == Fate.SPOOLED ? missingFromSpool : missing)
                        .add(id + " " + event.key + " " + event.seq + " " + event.fate);
            }
        });
        missing.forEach(what -> verdict.found(Finding.LOST_WRITE, what));
        // which of them were rejected by the broker later, nobody was told; how many, the publisher has counted
        missingFromSpool.stream()
                .skip(journals.rejectedLater())
                .forEach(what -> verdict.found(Finding.LOST_WRITE, what));
    }

    private void checkRows() {
        stored.again.forEach(id -> verdict.found(Finding.DUPLICATE, id.toString()));
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
            } else if (!isStored(entry) && !isDead(entry) && !stored.isGap(entry.partition(), entry.offset())) {
                verdict.found(Finding.GAP_UNRECORDED, place + " " + entry.id());
            }
            Offered event = entry.id() == null ? null : journals.events().get(entry.id());
            if (event != null && event.check != entry.check()) {
                verdict.found(Finding.MUTATED, "record " + place);
            }
        }
    }

    /** What is sent again is not out of order: the first time counts. */
    private void checkOrder() {
        Map<String, Long> last = new HashMap<>();
        Set<UUID> seen = new HashSet<>();
        for (Entry entry : topic.entries()) {
            if (entry.id() != null && seen.add(entry.id())) {
                Long before = last.put(entry.key(), entry.seq());
                if (before != null && before > entry.seq()) {
                    verdict.found(Finding.REORDER, entry.key() + ": " + entry.seq() + " after " + before);
                }
            }
        }
    }

    private boolean isStored(Entry entry) {
        return entry.id() != null && stored.rows.containsKey(entry.id());
    }

    private boolean isDead(Entry entry) {
        return stored.dead.containsKey(Stored.place(entry.partition(), entry.offset()));
    }
}
