package dev.annals.chaos.verify;

import dev.annals.chaos.load.Content;
import dev.annals.chaos.verify.TopicDump.Entry;
import dev.annals.event.EventIds;
import dev.annals.ingest.store.Retention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What a trial could have left behind: a journal, a topic, a table. */
final class MadeUp {

    static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    final List<String> journal = new ArrayList<>();
    final List<Entry> topic = new ArrayList<>();
    private final List<Entry> removed = new ArrayList<>();
    final Stored stored = new Stored();
    private final Map<Integer, Long> ends = new HashMap<>();
    boolean killed = true; // the publisher, so that it need not say how it went
    boolean spool;
    boolean drained = true;
    boolean keysMove;
    private long offered;
    private long acknowledged;

    /** Offered and acknowledged, on the topic and in the table: the usual. */
    UUID event(int partition, String key, long seq) {
        UUID id = acknowledgedOnly(key, seq);
        record(partition, id, key, seq);
        stored.rows.put(id, check(id));
        return id;
    }

    UUID acknowledgedOnly(String key, long seq) {
        UUID id = EventIds.derived(NOW, key + seq);
        offered(id, key, seq);
        acknowledged(id);
        return id;
    }

    void offered(UUID id, String key, long seq) {
        offered++;
        journal.add("O " + id + " " + key + " " + seq + " " + check(id));
    }

    void acknowledged(UUID id) {
        acknowledged++;
        journal.add("A " + id + " " + NOW.toEpochMilli());
    }

    /** Stored up to and with this one; returns its offset. */
    long record(int partition, UUID id, String key, long seq) {
        return record(partition, id, key, seq, check(id));
    }

    long record(int partition, UUID id, String key, long seq, int check) {
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        topic.add(new Entry(partition, offset, NOW.toEpochMilli(), id, Content.recordKey(key), seq, check));
        stored.positions.put(partition, offset + 1);
        return offset;
    }

    /** Something that is no event; returns its offset. */
    long poison(int partition) {
        long offset = ends.merge(partition, 1L, Long::sum) - 1;
        topic.add(new Entry(partition, offset, NOW.toEpochMilli(), null, "", 0, 0));
        stored.positions.put(partition, offset + 1);
        return offset;
    }

    void dead(int partition, long offset, String reason) {
        stored.dead.put(Stored.place(partition, offset), reason);
    }

    /** The latest record is on the topic no more. */
    void removeLatest() {
        removed.add(topic.get(topic.size() - 1));
    }

    static int check(UUID id) {
        return id.hashCode();
    }

    /** The numbers that the publisher gives in the end, if it tells the truth. */
    void trueMetrics() {
        metrics(offered, acknowledged, 0, "");
    }

    /** The last lines of one that was not killed; without adopted, spooled or failed ones. */
    void metrics(long saysOffered, long saysAcknowledged, long queued, String rejected) {
        metrics(saysOffered, saysAcknowledged, queued, 0, rejected);
    }

    void metrics(long saysOffered, long saysAcknowledged, long queued, long spooled, String rejected) {
        journal.add(("M " + saysOffered + " 0 " + saysAcknowledged + " " + queued + " " + spooled + " 0 " + rejected)
                .strip());
        journal.add("T 1 1 1 1");
        journal.add("C 1");
    }

    Verdict verdict(Path directory) throws IOException {
        return verdict(directory, Retention.NEVER);
    }

    Verdict verdict(Path directory, Retention retention) throws IOException {
        Path file = Files.write(directory.resolve("journal"), journal);
        Journals journals = Journals.read(List.of(new JournalFile(file, killed, drained, spool)), 0);
        List<Entry> left =
                topic.stream().filter(entry -> !removed.contains(entry)).toList();
        TopicDump dump = new TopicDump(left, ends).and(new TopicDump(topic, Map.of()));
        return Verifier.verify(journals, dump, stored, retention, keysMove);
    }
}
