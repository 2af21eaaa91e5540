package dev.annals.chaos;

import dev.annals.chaos.load.LoadOptions;
import dev.annals.chaos.rig.NotTriedException;
import dev.annals.chaos.rig.Publisher;
import dev.annals.chaos.rig.Rig;
import dev.annals.chaos.rig.Topic;
import dev.annals.chaos.rig.Worker;
import dev.annals.chaos.verify.JournalFile;
import dev.annals.chaos.verify.Journals;
import dev.annals.chaos.verify.Stored;
import dev.annals.chaos.verify.TopicDump;
import dev.annals.chaos.verify.Verdict;
import dev.annals.chaos.verify.Verdict.Finding;
import dev.annals.chaos.verify.Verifier;
import dev.annals.ingest.store.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Tries one scenario: starts everything, lets the load run, injects the fault, waits until it is healed and everything is
 * stored, and verifies.
 */
final class Trial implements AutoCloseable {

    private static final Duration TO_START = Duration.ofSeconds(90);
    private static final Duration TO_ANSWER = Duration.ofSeconds(15);
    private static final Duration TO_DRAIN = Duration.ofSeconds(60);

    /** From a fault to where it must have stopped what it stops: what was on its way is stored. */
    private static final Duration TO_TAKE_HOLD = Duration.ofSeconds(2);

    private final Scenario scenario;
    private final Duration time;
    private final Consumer<String> log;
    private final Rig rig;
    private final Random random;
    private final Foreseen foreseen = new Foreseen();
    private final List<TopicDump> kept = new ArrayList<>();
    private int publishers;
    private int faults;
    private long healedMillis = -1;
    private long rowsWhenHealed;
    private long firstRowAfter = -1;

    private Trial(Scenario scenario, Duration time, long seed, Consumer<String> log)
            throws NotTriedException, IOException, InterruptedException {
        this.scenario = scenario;
        this.time = time;
        long start = System.nanoTime();
        this.log =
                line -> log.accept(String.format(Locale.ROOT, "%5.1f s: %s", (System.nanoTime() - start) / 1e9, line));
        this.random = new Random(seed);
        this.rig = Rig.create(
                scenario.setup().brokers(),
                scenario.setup().surroundings(),
                scenario.setup().workerSettings());
    }

    /**
     * Returns when nothing of it is left.
     *
     * @param time how long the fault lasts, or faults go on
     * @param log what happens, and when, for who watches: first, the directory of all data and logs
     */
    static Result run(Scenario scenario, Duration time, long seed, Consumer<String> log) throws Exception {
        try (Trial trial = new Trial(scenario, time, seed, log)) {
            log.accept(trial.rig.directory().toString());
            return trial.run();
        }
    }

    private Result run() throws Exception {
        Setup setup = scenario.setup();
        rig.start();
        if (setup.partitions() > 0) {
            rig.topic().create(setup.partitions(), setup.brokers());
        }
        for (int i = 0; i < setup.workers(); i++) {
            rig.startWorker();
        }
        if (setup.partitions() == 0) { // the publisher is to meet a Kafka without its topic
            startPublisher();
        }
        for (Worker worker : rig.workers()) {
            await("a worker to be ready", TO_START, worker::isReady);
        }
        try (Analyst analyst = new Analyst(rig.startApi().uri())) {
            if (setup.partitions() > 0) {
                startPublisher();
            }
            await("the API to be ready", TO_START, analyst::isReady);
            await("the first rows", TO_START, () -> rows() > 0);
            log.accept("rows come");
            analyst.start();
            if (isPaced()) {
                warmUp();
            }
            Duration standstill = inject();
            if (healedMillis >= 0) {
                awaitNewRow();
            }
            pause(Duration.ofSeconds(2));
            endPublishers();
            return verify(standstill, analyst);
        }
    }

    /** Times of a publisher count only after a while; faults are to come when they do. */
    void warmUp() throws Exception {
        long enough = rows() + LoadOptions.callsToWarmUp(setup().perSecond());
        await("the publisher to be warm", TO_START, () -> rows() >= enough);
    }

    /** Returns the longest time without a new row. */
    private Duration inject() throws Exception {
        try (Standstill standstill = new Standstill(this::rows)) {
            scenario.injection().run(this);
            return standstill.longest();
        }
    }

    private Result verify(Duration standstill, Analyst analyst) throws Exception {
        TopicDump topic = TopicDump.read(rig.bootstrapServers(), Rig.TOPIC);
        for (int i = kept.size() - 1; i >= 0; i--) { // the latest first: each puts its records in front
            topic = topic.and(kept.get(i));
        }
        if (!scenario.expected().contains(Finding.UNSEEN)) {
            long end = ends(topic);
            boolean drained = Condition.comesTrue(TO_DRAIN, () -> stored() >= end);
            log.accept(drained ? "everything is stored" : "not everything is stored in time");
        }
        Complaints complaints = new Complaints(scenario, foreseen, time.compareTo(scenario.lasting()) < 0);
        rig.diedAlone().forEach(name -> complaints.add(name + " has ended by itself"));
        Journals journals = Journals.read(journalFiles(), Math.max(0, healedMillis));
        Stored stored = Stored.read(rig.jdbcUrl());
        Verdict verdict = Verifier.verify(journals, topic, stored, retention(), foreseen.keysMove());
        long recovery = recovery(journals, topic);
        complaints.ofVerdict(verdict);
        complaints.ofRejections(
                journals, rig.publishers().stream().filter(Publisher::wasKilled).count());
        complaints.ofRecovery(recovery);
        complaints.ofPublishers(journals, healedMillis >= 0);
        complaints.ofStored(stored, number("select count(*) from ingest_gaps"), standstill);
        complaints.ofApi(analyst, stored.rowCount(), TO_ANSWER);
        log.accept("of " + journals.stacks() + " stacks of callers, " + journals.stacksInPublish()
                + " were in publish; the API answered with " + analyst);
        return new Result(
                scenario,
                faults,
                journals.accepted(),
                journals.rejected().values().stream().mapToLong(Long::longValue).sum(),
                stored.rowCount(),
                stored.deadCount(),
                topic.repeated(),
                journals.unknown(),
                verdict,
                journals.longestCall(),
                journals.p999(),
                journals.controlP999(),
                recovery,
                complaints.all());
    }

    private List<JournalFile> journalFiles() {
        Setup setup = scenario.setup();
        return rig.publishers().stream()
                .map(publisher ->
                        new JournalFile(publisher.journal(), publisher.wasKilled(), publisher.drains(), setup.spool()))
                .toList();
    }

    private Retention retention() {
        return Retention.parse(scenario.setup().workerSettings().getOrDefault(Rig.RETENTION, Rig.KEEPS));
    }

    /** In milliseconds; -1 if nothing was healed; no end if Kafka took nothing since. */
    private long recovery(Journals journals, TopicDump topic) {
        if (healedMillis < 0) {
            return -1;
        }
        Long acknowledged = scenario.setup().spool() // one acknowledges before Kafka does
                ? topic.firstAfter(healedMillis)
                : journals.firstAcknowledgement();
        if (acknowledged == null) {
            log.accept("after the heal, Kafka took no event");
            return Complaints.NEVER;
        }
        log.accept("after the heal, Kafka took an event after " + acknowledged + " ms, and a row was there after "
                + firstRowAfter + " ms");
        return Math.max(firstRowAfter, acknowledged);
    }

    Rig rig() {
        return rig;
    }

    Random random() {
        return random;
    }

    /** How long the fault lasts, or faults go on. */
    Duration time() {
        return time;
    }

    Setup setup() {
        return scenario.setup();
    }

    /** Whether the times of publishers are judged. */
    boolean isPaced() {
        return scenario.expectation().paced();
    }

    /** Of the publishers. */
    Path spool() {
        return rig.directory().resolve("spool");
    }

    /** With the spool of the one before. */
    Publisher startPublisher() throws IOException {
        return startPublisher(scenario.setup().drainSeconds());
    }

    /** One that delivers everything before it ends, also where others do not. */
    Publisher startDrainingPublisher() throws IOException {
        return startPublisher(Setup.USUAL.drainSeconds());
    }

    private Publisher startPublisher(int drainSeconds) throws IOException {
        Setup setup = scenario.setup();
        LoadOptions options = new LoadOptions(
                "p" + ++publishers,
                "",
                rig.directory(),
                setup.threads(),
                setup.perSecond(),
                setup.bytes(),
                setup.largeEvery(),
                drainSeconds,
                setup.spool() ? spool() : null);
        return rig.startPublisher(options, scenario.expectation().paced());
    }

    /** Those that run; returns when all that they had is on the topic. */
    void endPublishers() throws Exception {
        for (Publisher publisher : rig.publishers()) {
            publisher.end();
        }
    }

    /** What the topic holds now may be removed: the verifier remembers it. */
    void keepTopic() throws IOException {
        kept.add(TopicDump.read(rig.bootstrapServers(), Rig.TOPIC));
    }

    /** What is known of the end only now. */
    Foreseen foreseen() {
        return foreseen;
    }

    /** Returns when everything that is on the topic is stored. */
    void awaitStored() throws Exception {
        Topic topic = rig.topic();
        long end = topic.ends().values().stream().mapToLong(Long::longValue).sum();
        await("everything to be stored", TO_DRAIN, () -> stored() >= end);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** One more of them. */
    void fault(String what) {
        faults++;
        log.accept(what);
    }

    /** From now on everything must come back. */
    void healed() {
        rowsWhenHealed = rows();
        healedMillis = System.currentTimeMillis();
        firstRowAfter = -1;
        log.accept("healed");
    }

    void pause(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(duration.toNanos());
    }

    /** As long as the fault lasts; requires that it took hold: soon nothing is stored any more. */
    void pauseWithoutRows() throws Exception {
        pause(TO_TAKE_HOLD);
        long end = System.nanoTime()
                + Math.max(
                        time.minus(TO_TAKE_HOLD).toNanos(),
                        Duration.ofSeconds(1).toNanos());
        long known = 0;
        while (System.nanoTime() < end) {
            long now = rows();
            known = known == 0 ? now : known; // PostgreSQL itself may be away
            require(now <= known, "the fault did not take hold: " + (now - known) + " rows were stored");
            pause(Duration.ofMillis(100));
        }
    }

    /** As a superuser, past every link. */
    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(rig.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(rig.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** How far each partition is stored. */
    Map<Integer, Long> positions() throws SQLException {
        Map<Integer, Long> positions = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection(rig.jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select partition, next_offset from ingest_positions")) {
            while (row.next()) {
                positions.put(row.getInt(1), row.getLong(2));
            }
        }
        return positions;
    }

    /** How long each of the topic's partitions stands still, until the one who asked closes them. */
    List<Standstill> watchPartitions() {
        return IntStream.range(0, setup().partitions())
                .mapToObj(partition -> new Standstill(() -> quietly(
                        "select coalesce(sum(next_offset), 0) from ingest_positions where partition = " + partition)))
                .toList();
    }

    /** The first after the heal. */
    void awaitNewRow() throws Exception {
        if (firstRowAfter < 0) {
            await("a new row after the heal", TO_DRAIN, this::isNewRowThere);
        }
    }

    private boolean isNewRowThere() {
        if (rows() <= rowsWhenHealed) {
            return false;
        }
        firstRowAfter = System.currentTimeMillis() - healedMillis;
        return true;
    }

    /** 0 while there is no table, or no PostgreSQL. */
    long rows() {
        return quietly("select coalesce(sum(n), 0) from event_counts");
    }

    private long stored() {
        return quietly("select coalesce(sum(next_offset), 0) from ingest_positions p where topic_id ="
                + " (select topic_id from ingest_positions order by updated_at desc limit 1)");
    }

    private long quietly(String sql) {
        try {
            return number(sql);
        } catch (SQLException notNow) {
            return 0;
        }
    }

    private static long ends(TopicDump topic) {
        return topic.ends().values().stream().mapToLong(Long::longValue).sum();
    }

    void await(String what, Duration patience, Condition condition) throws Exception {
        if (!Condition.comesTrue(patience, condition)) {
            rig.endsOfLogs().forEach(log);
            throw new IllegalStateException(
                    "waited " + patience.toSeconds() + " s for " + what + "; ended by themselves: " + rig.diedAlone());
        }
    }

    @Override
    public void close() throws Exception {
        rig.close();
    }
}
