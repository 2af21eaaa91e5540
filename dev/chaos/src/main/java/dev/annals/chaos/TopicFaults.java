package dev.annals.chaos;

import dev.annals.chaos.Scenario.Injection;
import dev.annals.chaos.rig.RawRecords;
import dev.annals.chaos.rig.Rig;
import dev.annals.chaos.rig.Topic;
import dev.annals.testkit.Poison;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What may be wrong with the topic, its records, and the group that reads it. */
final class TopicFaults {

    private static final String UNDECODABLE = "UNDECODABLE";
    private static final Duration POISON_DELAYS = Duration.ofSeconds(5); // its partition, at most
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int FLOOD = 100_000;
    private static final Duration BETWEEN_POISONS = Duration.ofMillis(500); // 1 in 1,000 of the usual load

    /** What a stop may let through: runs of poison too short, and what is allowed of the last 1,000. */
    private static final long DEAD_BEFORE_A_STOP = 200;

    private TopicFaults() {}

    static List<Scenario> all() {
        return List.of(
                topic("poison", "17", "one in 1,000 records is poison, of every kind", TopicFaults::poison),
                topic("poison-flood", "18", "100,000 poison records in a row on one partition", TopicFaults::flood),
                new Scenario(
                                "topic-missing",
                                "19",
                                "there is no topic when workers and publishers start",
                                Setup.USUAL.withSpool().withPartitions(0),
                                Set.of(),
                                WorkerFaults.LIMITS,
                                Scenarios.healing(TopicFaults::missing))
                        .lasting(5),
                topic(
                        "topic-made-anew",
                        "19",
                        "the topic is deleted and made anew, with fewer records and with more",
                        TopicFaults::makeAnew),
                topic(
                        "records-removed",
                        "19",
                        "records are removed from the topic before they are read",
                        TopicFaults::removeUnread),
                topic(
                        "partitions-added",
                        "19",
                        "the topic gets twelve partitions instead of six",
                        TopicFaults::addPartitions),
                topic(
                        "group-deleted",
                        "20",
                        "the consumer group is deleted; then its offsets are set to nonsense",
                        TopicFaults::deleteGroup),
                topic(
                        "transactions-aborted",
                        "21",
                        "a producer aborts its transactions",
                        TopicFaults::abortTransactions));
    }

    private static Scenario topic(String name, String rows, String text, Injection injection) {
        return new Scenario(name, rows, text, Setup.USUAL, Set.of(), WorkerFaults.LIMITS, Scenarios.healing(injection));
    }

    /** Each kind among good records, again and again; none may cost another record anything. */
    static void poison(Trial trial) throws Exception {
        List<Poison> kinds = Poison.all();
        long rounds = trial.time().toMillis() / BETWEEN_POISONS.toMillis();
        Map<String, Long> sent = new HashMap<>(); // by name
        Map<String, Long> reasons = new HashMap<>();
        List<Standstill> partitions = trial.watchPartitions();
        try (RawRecords records = trial.rig().rawRecords()) {
            for (int i = 0; i < Math.max(kinds.size(), rounds); i++) {
                Poison poison = kinds.get(i % kinds.size());
                records.send(poison);
                trial.fault(poison.name());
                sent.merge(poison.name(), 1L, Long::sum);
                reasons.merge(poison.reason(), 1L, Long::sum);
                trial.pause(BETWEEN_POISONS);
            }
        }
        for (Standstill partition : partitions) {
            partition.close();
            Trial.require(
                    partition.longest().compareTo(POISON_DELAYS) <= 0,
                    "a partition stood still for " + partition.longest() + " among poison");
        }
        reasons.forEach(trial.foreseen()::dead);
        for (Poison poison : kinds) {
            trial.foreseen()
                    .atTheEnd(
                            "each record \"" + poison.name() + "\" is a dead letter, because it " + poison.detail(),
                            () -> trial.number(
                                            "select count(*) from dead_letters where convert_from(record_key, 'UTF8') = "
                                                    + literal(poison.name()) + " and reason = "
                                                    + literal(poison.reason())
                                                    + " and starts_with(detail, " + literal(poison.detail()) + ")")
                                    == sent.getOrDefault(poison.name(), 0L));
        }
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static void flood(Trial trial) throws Exception {
        Rig rig = trial.rig();
        long behind = sendFlood(rig);
        trial.fault("100,000 poison records");
        trial.await("the partition's stop", SOON, () -> stops(trial) == 1);
        long dead = dead(trial);
        Trial.require(dead <= DEAD_BEFORE_A_STOP, dead + " dead letters before the stop");
        trial.await(
                "the readiness to tell",
                SOON,
                () -> rig.workers().getFirst().readiness().contains("is stopped at offset"));
        long before = trial.rows();
        trial.pause(trial.time());
        Trial.require(dead(trial) == dead, "dead letters became more after the stop");
        Trial.require(trial.rows() > before, "the other partitions stand still");

        rig.operate("partitions", "resume", "--all");
        trial.fault("resumed too early");
        trial.await("the second stop", SOON, () -> stops(trial) == 2);

        trial.keepTopic();
        long second = trial.number("select stop_offset from partition_stops order by id desc limit 1");
        trial.foreseen().gap(0, second, behind);
        Topic topic = rig.topic();
        topic.removeBefore(Map.of(0, behind));
        trial.fault("the poison is removed");
        rig.operate("partitions", "resume", "--all");
        trial.foreseen().dead(UNDECODABLE, dead(trial));
    }

    /** Returns the offset behind its last record. */
    private static long sendFlood(Rig rig) throws Exception {
        Future<RecordMetadata> last = null;
        try (RawRecords records = rig.rawRecords()) {
            for (int i = 0; i < FLOOD; i++) {
                last = records.send(0, ("poison " + i).getBytes(StandardCharsets.UTF_8));
            }
        }
        return offset(last) + 1;
    }

    private static long offset(@Nullable Future<RecordMetadata> record) throws Exception {
        if (record == null) {
            throw new IllegalStateException("nothing was sent");
        }
        return record.get().offset();
    }

    private static long stops(Trial trial) throws Exception {
        return trial.number("select count(*) from partition_stops");
    }

    private static long dead(Trial trial) throws Exception {
        return trial.number("select count(*) from dead_letters");
    }

    static void missing(Trial trial) throws Exception {
        Topic topic = trial.rig().topic();
        Trial.require(topic.partitions() == Setup.USUAL.partitions(), "the worker made another topic");
        trial.fault("the topic was missing");
        trial.pause(trial.time());
    }

    /** First under the eyes of a worker, then while none runs, and with more records than the old topic had. */
    static void makeAnew(Trial trial) throws Exception {
        Rig rig = trial.rig();
        Topic topic = rig.topic();
        trial.endPublishers();
        trial.awaitStored();
        long before = sum(topic.ends());
        replace(trial, topic);
        trial.fault("the topic is another, with fewer records");
        long rows = trial.rows();
        trial.startPublisher();
        trial.await("a row from the new topic", SOON, () -> trial.rows() > rows);

        trial.endPublishers();
        trial.awaitStored();
        rig.workers().removeFirst().end();
        long second = sum(topic.ends());
        replace(trial, topic);
        trial.startPublisher();
        long atLeast = Math.max(before, second);
        Duration patience = SOON.plusSeconds(2 * atLeast / trial.setup().perSecond());
        trial.await("more records than before", patience, () -> sum(topic.ends()) > atLeast);
        trial.fault("the topic is another, with more records");
        rig.startWorker();
    }

    /** The worker may be the one that makes it. */
    private static void replace(Trial trial, Topic topic) throws Exception {
        UUID old = topic.id();
        topic.delete();
        trial.await("the topic to be another", SOON, () -> {
            trial.rig().topic().create(Setup.USUAL.partitions(), 1);
            return !topic.id().equals(old);
        });
    }

    private static long sum(Map<Integer, Long> ends) {
        return ends.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Half of what came while no worker ran, in each partition. */
    static void removeUnread(Trial trial) throws Exception {
        trial.rig().workers().removeFirst().kill();
        trial.pause(trial.time());
        trial.keepTopic();
        Map<Integer, Long> cuts = new HashMap<>();
        Topic topic = trial.rig().topic();
        for (Map.Entry<Integer, Long> end : topic.ends().entrySet()) {
            long position = trial.number("select next_offset from ingest_positions where partition = " + end.getKey());
            long cut = position + (end.getValue() - position) / 2;
            cuts.put(end.getKey(), cut);
            trial.foreseen().gap(end.getKey(), position, cut);
        }
        topic.removeBefore(cuts);
        trial.fault("half of what is unread is removed");
        trial.rig().startWorker();
    }

    /** Who publishes already goes on with the old ones for minutes; who comes uses all. */
    static void addPartitions(Trial trial) throws Exception {
        Topic topic = trial.rig().topic();
        trial.foreseen().keysToMove();
        topic.increasePartitions(12);
        trial.fault("six partitions more");
        trial.startPublisher();
        trial.await(
                "rows from all twelve",
                SOON,
                () -> trial.number("select count(*) from ingest_positions where next_offset > 0") == 12);
        trial.pause(trial.time());
    }

    static void deleteGroup(Trial trial) throws Exception {
        Rig rig = trial.rig();
        Topic topic = rig.topic();
        rig.workers().removeFirst().end();
        topic.deleteGroup(Rig.GROUP);
        trial.fault("the group is deleted");
        long before = trial.rows();
        rig.startWorker();
        trial.await("a new row", SOON, () -> trial.rows() > before);
        trial.pause(trial.time().dividedBy(2));

        rig.workers().removeFirst().end();
        trial.pause(Duration.ofSeconds(1));
        Map<Integer, Long> ends = topic.ends();
        Trial.require(
                sum(ends) > trial.number("select sum(next_offset) from ingest_positions"),
                "no record lies between what is stored and what the group commits");
        topic.commit(Rig.GROUP, ends);
        trial.fault("the group has committed what nobody stored");
        rig.startWorker();
        trial.pause(trial.time().dividedBy(2));
    }

    /** What is aborted looks like an event of the load that nobody's journal has: a row of it would be found. */
    static void abortTransactions(Trial trial) throws Exception {
        long end = System.nanoTime() + trial.time().toNanos();
        try (RawRecords records = trial.rig().transactionalRecords()) {
            do {
                records.begin();
                for (int partition = 0; partition < Setup.USUAL.partitions(); partition++) {
                    for (int i = 0; i < 20; i++) {
                        var unused = records.send(partition, Strangers.event());
                    }
                }
                records.flush();
                trial.pause(Duration.ofMillis(trial.random().nextInt(1_000))); // nobody reads past it meanwhile
                records.abort();
                trial.fault("aborted");
            } while (System.nanoTime() < end);
        }
    }
}
