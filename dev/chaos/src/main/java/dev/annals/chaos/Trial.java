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
import dev.annals.ingest.store.Gap;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
    private static final Duration TO_BUILD = Duration.ofSeconds(1); // a new JVM loads classes
    private static final Duration TO_CLOSE = Duration.ofSeconds(6);
    private static final Duration TO_ANSWER = Duration.ofSeconds(15);
    private static final Duration TO_DRAIN = Duration.ofSeconds(60);
    private static final long STACKS_TO_JUDGE = 5_000; // one in some 600 is in publish at the load of a scenario
    private static final long NEVER = Long.MAX_VALUE;

    /** From a fault to where it must have stopped what it stops: what was on its way is stored. */
    private static final Duration TO_TAKE_HOLD = Duration.ofSeconds(2);

    private final Scenario scenario;
    private final Duration time;
    private final Consumer<String> log;
    private final Rig rig;
    private final Random random;
    private final Map<String, Long> expectedDead = new TreeMap<>();
    private final List<Stored.Gap> expectedGaps = new ArrayList<>();
    private final Map<String, Condition> endConditions = new LinkedHashMap<>();
    private final List<TopicDump> kept = new ArrayList<>();
    private int publishers;
    private boolean keysMove;
    private boolean spoolFails;
    private boolean apiMayBeAway;
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
        List<String> complaints = new ArrayList<>();
        if (!scenario.expected().contains(Finding.UNSEEN)) {
            long end = ends(topic);
            boolean drained = awaitQuietly(TO_DRAIN, () -> stored() >= end);
            log.accept(drained ? "everything is stored" : "not everything is stored in time");
        }
        complaints.addAll(rig.diedAlone().stream()
                .map(name -> name + " has ended by itself")
                .toList());
        Journals journals = Journals.read(journalFiles(), Math.max(0, healedMillis));
        Stored stored = Stored.read(rig.jdbcUrl());
        Verdict verdict = Verifier.verify(journals, topic, stored, retention(), keysMove);
        long recovery = recovery(journals, topic);
        complain(verdict, journals, recovery, complaints);
        complainOfTheRest(stored, standstill, complaints);
        complainOfTheApi(analyst, stored, complaints);
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
                complaints);
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

    private void complain(Verdict verdict, Journals journals, long recovery, List<String> complaints) {
        Set<Finding> found = EnumSet.noneOf(Finding.class);
        for (Finding finding : Finding.values()) {
            if (verdict.count(finding) > 0) {
                found.add(finding);
            }
        }
        if (!scenario.expected().isEmpty()) { // a negative control
            if (!found.containsAll(scenario.expected())) {
                complaints.add("the verifier did not find " + scenario.expected() + ", only " + found);
            }
            return;
        }
        if (!verdict.isClean()) {
            complaints.add(verdict.toString().strip());
        }
        if (!scenario.expectation().mayReject().containsAll(journals.rejected().keySet())) {
            complaints.add("rejected: " + journals.rejected());
        }
        boolean isShort = time.compareTo(scenario.lasting()) < 0; // then what rejects may not come to it
        if (scenario.expectation().rejectsSome()
                && !isShort
                && !journals.rejected()
                        .keySet()
                        .containsAll(scenario.expectation().mayReject())) {
            complaints.add("rejected should be some for each of "
                    + scenario.expectation().mayReject() + ", but are " + journals.rejected());
        }
        long torn = rig.publishers().stream().filter(Publisher::wasKilled).count(); // each may have left half a record
        if (journals.untold() > torn && scenario.expectation().mayReject().isEmpty()) {
            complaints.add("counted as rejected, and nobody was told which: " + journals.untold());
        }
        if (recovery == NEVER) {
            complaints.add("nothing was acknowledged after the heal");
        } else if (recovery > scenario.expectation().recovery()) {
            complaints.add("recovered after " + recovery + " ms, allowed are "
                    + scenario.expectation().recovery());
        }
        if (spoolFails && journals.spoolFailures() == 0) {
            complaints.add("no publisher's spool failed; its disk was to");
        }
        if (scenario.setup().spool() && healedMillis >= 0 && !journals.isSpooledSinceHealed()) {
            complaints.add("nothing went to the spool after the heal");
        }
        if (journals.longestBuild() > TO_BUILD.toNanos()) {
            complaints.add("the construction of a publisher took " + journals.longestBuild() / 1_000_000 + " ms");
        }
        if (journals.longestClose() > TO_CLOSE.toNanos()) {
            complaints.add("close(5 s) took " + journals.longestClose() / 1_000_000 + " ms");
        }
        if (scenario.expectation().paced()) {
            complainOfCalls(journals, isShort, complaints);
        }
    }

    private static void complainOfCalls(Journals journals, boolean isShort, List<String> complaints) {
        if (journals.hasSlowCalls()) {
            complaints.add("the p99.9 of publish is over 1 ms, and over twice that of doing nothing");
        }
        if (!isShort && (journals.p999() == 0 || journals.stacks() == 0)) {
            complaints.add("too few calls of publish were timed, or the stack of no caller was looked at");
        }
        if (journals.stacks() >= STACKS_TO_JUDGE && journals.stacksInPublish() == 0) {
            complaints.add("none of " + journals.stacks() + " stacks of callers was in publish: what looks is broken");
        }
    }

    /** Also of those in an earlier topic of the same name. */
    private void complainOfGaps(Stored stored, List<String> complaints) throws SQLException {
        boolean asExpected =
                stored.gaps().size() == expectedGaps.size() && stored.gaps().containsAll(expectedGaps);
        if (!asExpected || number("select count(*) from ingest_gaps") != expectedGaps.size()) {
            complaints.add("gaps are " + stored.gaps() + ", expected are " + expectedGaps);
        }
    }

    private void complainOfTheRest(Stored stored, Duration standstill, List<String> complaints) throws Exception {
        if (!scenario.expected().isEmpty()) {
            return;
        }
        if (!stored.deadByReason().equals(expectedDead)) {
            complaints.add("dead letters are " + stored.deadByReason() + ", expected are " + expectedDead);
        }
        complainOfGaps(stored, complaints);
        if (standstill.toMillis() > scenario.expectation().standstill()) {
            complaints.add("no new row for " + standstill.toSeconds() + " s while the fault went on");
        }
        for (Map.Entry<String, Condition> condition : endConditions.entrySet()) {
            if (!condition.getValue().holds()) {
                complaints.add("does not hold: " + condition.getKey());
            }
        }
    }

    /** It tells what is stored, however long it was away. */
    private void complainOfTheApi(Analyst analyst, Stored stored, List<String> complaints) throws Exception {
        if (!scenario.expected().isEmpty()) {
            return;
        }
        complaints.addAll(analyst.complaints());
        if (analyst.pages() == 0) {
            complaints.add("the API gave no page");
        }
        if (scenario.expectation().paced() && !apiMayBeAway && analyst.notNow() > 0) {
            complaints.add("the API could not answer " + analyst.notNow() + " times, and PostgreSQL was there");
        }
        if (!awaitQuietly(TO_ANSWER, () -> analyst.count() == stored.rowCount())) {
            complaints.add("the API counts " + analyst.count() + " events, the table has " + stored.rowCount());
        }
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
            return NEVER;
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

    /** So many dead letters more must be there in the end, and none beside those expected. */
    void expectDead(String reason, long number) {
        expectedDead.merge(reason, number, Long::sum);
    }

    /** One more gap must be recorded in the end, because Kafka removed what was not stored, and none beside those expected. */
    void expectGap(int partition, long from, long to) {
        expectedGaps.add(new Stored.Gap(partition, from, to, Gap.Reason.RETENTION.name()));
    }

    /** PostgreSQL is not there for the API, either. */
    void expectApiOutages() {
        apiMayBeAway = true;
    }

    /** The number of partitions changes: a key may be on several. */
    void expectKeysToMove() {
        keysMove = true;
    }

    /** A publisher that is not killed must have failed to write its spool. */
    void expectSpoolFailures() {
        spoolFails = true;
    }

    /** What must hold when everything is stored. */
    void atTheEnd(String what, Condition condition) {
        endConditions.put(what, condition);
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

    /** Something that becomes true. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    void await(String what, Duration patience, Condition condition) throws Exception {
        if (!awaitQuietly(patience, condition)) {
            rig.endsOfLogs().forEach(log);
            throw new IllegalStateException(
                    "waited " + patience.toSeconds() + " s for " + what + "; ended by themselves: " + rig.diedAlone());
        }
    }

    private boolean awaitQuietly(Duration patience, Condition condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    @Override
    public void close() throws Exception {
        rig.close();
    }
}
