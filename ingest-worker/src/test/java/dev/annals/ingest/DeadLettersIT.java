package dev.annals.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.Generated;
import dev.annals.testkit.Backends;
import dev.annals.testkit.Eventually;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with dead letters, with the worker, Kafka and PostgreSQL. */
class DeadLettersIT {

    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8) + ".";
    private final Map<String, String> environment = new HashMap<>();
    private TestDatabase table;
    private TestTopic topic;
    private IngestWorker worker;

    @BeforeEach
    void start() throws Exception {
        table = new TestDatabase(Backends.shared().newDatabase("dead_letters"));
        topic = new TestTopic(Backends.shared().bootstrapServers(), prefix + "events");
        topic.create(1);
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", Backends.shared().bootstrapServers());
        environment.put("ANNALS_KAFKA_TOPIC_PREFIX", prefix);
        environment.put("ANNALS_DATABASE_URL", table.url());
        environment.put("ANNALS_WORKER_GROUP_ID", prefix + "ingest");
        environment.put("ANNALS_WORKER_HTTP_PORT", "0");
        environment.put("ANNALS_WORKER_ACTIVITY", "off");
        environment.put("ANNALS_WORKER_RETENTION", "never");
        environment.put("USER", "ada");
        worker = IngestWorker.start(IngestConfig.from(environment));
        Eventually.succeeds(() -> assertThat(table.count("ingest_positions")).isEqualTo(1));
    }

    @AfterEach
    void stop() {
        worker.close();
        topic.close();
    }

    @Test
    void list_saysThatThereAreNone() {
        // When
        OperatorRun list = run("list");
        OperatorRun json = run("list", "--json");
        OperatorRun replay = run("replay", "--all");
        OperatorRun discard = run("discard", "--all");

        // Then
        assertThat(list).isEqualTo(new OperatorRun(0, "no dead letters\n", ""));
        assertThat(json).isEqualTo(new OperatorRun(0, "", ""));
        assertThat(replay).isEqualTo(new OperatorRun(0, "replayed 0 dead letters\n", ""));
        assertThat(discard).isEqualTo(new OperatorRun(0, "discarded 0 dead letters\n", ""));
    }

    @Test
    void list_showsWhatTheFilterSays_andThatThereIsMore() throws Exception {
        // Given
        send("hello");
        send("{}");
        send("more");
        awaitLetters(3);

        // When
        OperatorRun two = run("list", "--max", "2");
        OperatorRun invalid = run("list", "--reason", "invalid", "--partition", "0", "--topic", topic.name());
        OperatorRun later = run("list", "--since", "2100-01-01T00:00:00Z");
        OperatorRun json = run("list", "--until", "2100-01-01T00:00:00Z", "--json", "--max", "1");

        // Then
        assertThat(two.out().lines())
                .hasSize(2)
                .first()
                .asString()
                .startsWith(id(0))
                .contains(" UNDECODABLE open, replayed 0 times: must be one JSON object");
        assertThat(two.err())
                .isEqualTo("annals dead-letters: there are more than these 2; raise --max, or narrow the choice\n");
        assertThat(invalid.out().lines()).singleElement().asString().startsWith(id(1) + " ");
        assertThat(later.out()).isEqualTo("no dead letters\n");
        assertThat(json.out())
                .startsWith("{\"id\":\"" + id(0) + "\",\"topic_id\":\"")
                .contains("\"reason\":\"UNDECODABLE\"")
                .contains("\"state\":\"open\",\"replays\":0}");
    }

    @Test
    void show_tellsEverything_andTheValueAlone() throws Exception {
        // Given
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic.name(), utf8("movie:1"), utf8("héllo"));
        record.headers()
                .add("source", utf8("billing"))
                .add("na\nme", utf8("a\nstate: forged"))
                .add("raw", new byte[] {0, (byte) 0xFF})
                .add("none", null);
        topic.send(record);
        send("\u001b[2J");
        awaitLetters(2);

        // When
        OperatorRun page = run("show", id(0));
        OperatorRun control = run("show", id(1));
        OperatorRun value = run("show", id(0), "--value");

        // Then
        assertThat(page.out())
                .contains("reason           UNDECODABLE\n")
                .contains("state            open\n")
                .contains("key              movie:1\n")
                .contains("header           source: billing\n")
                .contains("header           na?me: a\n                 state: forged\n")
                .contains("header           raw: hex 00ff\n")
                .contains("header           none: none\n")
                .endsWith("value            héllo\n");
        assertThat(control.out()).endsWith("value            hex 1b5b324a\n");
        assertThat(value.out()).isEqualTo("héllo");
    }

    @Test
    void replay_storesTheSameBytes_onceTheCauseIsMended() throws Exception {
        // Given: somebody's constraint refuses them
        table.execute("alter table events add constraint no_billing check (category <> 'billing') not valid");
        Event event =
                Event.draft("billing", "invoice.sent").resource("invoice", "7").toEvent();
        ProducerRecord<byte[], byte[]> record = topic.record(event);
        record.headers().add("ce_id", utf8("x")).add("ce_id", utf8("y"));
        topic.send(record);
        awaitLetters(1);
        table.execute("alter table events drop constraint no_billing");

        // When
        OperatorRun tried = run("replay", "--reason", "REFUSED_BY_DATABASE", "--dry-run");

        // Then
        assertThat(tried.out())
                .isEqualTo("would replay " + id(0) + " REFUSED_BY_DATABASE, attempt 1\nwould replay 1 dead letter\n");
        assertThat(state(0)).isEqualTo("open 0");

        // When
        OperatorRun done = run("replay", "--reason", "REFUSED_BY_DATABASE");

        // Then
        assertThat(done).isEqualTo(new OperatorRun(0, "replayed 1 dead letter\n", ""));
        Eventually.succeeds(() -> assertThat(table.column("select id from events where category = 'billing'"))
                .containsExactly(event.id().toString()));
        assertThat(state(0)).isEqualTo("replayed 1 ada");
        Eventually.succeeds(() -> assertThat(notices())
                .containsExactly("dead_letters.replayed user ada {\"reasons\": {\"REFUSED_BY_DATABASE\": 1},"
                        + " \"replayed\": 1}"));

        // When: the answer to the mark was lost, as it were
        table.execute("update dead_letters set handled = null, handled_at = null, handled_by = null");
        assertThat(run("replay", id(0)).status()).isZero();

        // Then
        Eventually.succeeds(() -> assertThat(table.value("select next_offset from ingest_positions"))
                .isEqualTo("5")); // the record three times, two notices
        assertThat(table.count("events where category = 'billing'")).isEqualTo(1);
        assertThat(table.count("dead_letters")).isEqualTo(1);
    }

    @Test
    void letterThatComesBack_isKnown_andParkedAfterThreeTimes() throws Exception {
        // Given
        send("hello");
        awaitLetters(1);
        String first = topicId() + "/0/0";

        // When
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(run("replay", "--all").out()).isEqualTo("replayed 1 dead letter\n");
            awaitLetters(attempt + 1);
        }

        // Then
        assertThat(table.column("select concat_ws(' ', state, replays, replay_of) from dead_letters"
                        + " order by record_offset"))
                .containsExactly("replayed 1", "replayed 2 " + first, "replayed 3 " + first, "parked 3 " + first);
        assertThat(table.value("select encode(record_value, 'escape') || ' ' || encode(header_values[1], 'escape')"
                        + " || ' ' || cardinality(header_names) from dead_letters where state = 'parked'"))
                .isEqualTo("hello " + first + "/3 1");
        assertThat(run("list").out()).isEqualTo("no dead letters\n");

        // When
        OperatorRun parked = run("list", "--state", "parked");
        String id = parked.out().substring(0, parked.out().indexOf(' '));
        OperatorRun refused = run("replay", id);
        OperatorRun dryRun = run("replay", id, "--parked", "--dry-run");
        OperatorRun meant = run("replay", id, "--parked");

        // Then
        assertThat(refused)
                .isEqualTo(new OperatorRun(
                        1,
                        "",
                        "annals dead-letters: " + id + " is parked: add --parked if you mean it: nothing was done\n"));
        assertThat(dryRun.out()).contains("attempt 4; it would come back: must be one JSON object");
        assertThat(meant.out()).isEqualTo("replayed 1 dead letter\n");
        awaitLetters(5);
    }

    @Test
    void repaired_isStored_andWhatIsNoEventIsNotEvenSent(@TempDir Path directory) throws Exception {
        // Given
        UUID id = Event.draft("media", "media.added").toEvent().id();
        send("{\"id\":\"" + id + "\",\"category\":\"media\"}");
        awaitLetters(1);
        Path body = directory.resolve("body.json");

        // When
        Files.writeString(body, run("show", id(0), "--value").out());
        OperatorRun bad = run("replay", id(0), "--body", body.toString());
        Files.writeString(body, Files.readString(body).replace("}", ",\"type\":\"media.added\"}"));
        OperatorRun good = run("replay", id(0), "--body", body.toString());

        // Then
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err()).contains("body.json is no event: type: is missing");
        assertThat(good).isEqualTo(new OperatorRun(0, "replayed 1 dead letter\n", ""));
        Eventually.succeeds(() -> assertThat(table.column("select id from events where category = 'media'"))
                .containsExactly(id.toString()));
        assertThat(run("replay", "--all", "--body", body.toString()).err())
                .contains("--body is for one letter: give its ID");
    }

    @Test
    void discard_marksThem_withWhoDidIt() throws Exception {
        // Given
        send("one");
        send("two");
        send("three");
        awaitLetters(3);

        // When
        OperatorRun tried = run("discard", id(0), id(2), "--dry-run");
        OperatorRun done = run("discard", id(0), id(2), "--by", "grace");

        // Then
        assertThat(tried.out()).contains("would discard " + id(0) + " ").endsWith("would discard 2 dead letters\n");
        assertThat(done).isEqualTo(new OperatorRun(0, "discarded 2 dead letters\n", ""));
        assertThat(table.column(
                        "select state || ' ' || coalesce(handled_by, '') from dead_letters order by record_offset"))
                .containsExactly("discarded grace", "open ", "discarded grace");
        Eventually.succeeds(() -> assertThat(notices())
                .containsExactly("dead_letters.discarded user grace {\"reasons\": {\"UNDECODABLE\": 2},"
                        + " \"discarded\": 2}"));
        assertThat(run("list").out().lines()).hasSize(1);
        assertThat(run("list", "--state", "discarded").out().lines()).hasSize(2);
        worker.close();
        worker = IngestWorker.start(IngestConfig.from(environment)); // it counts at its start, then every minute
        Eventually.succeeds(() -> assertThat(metrics())
                .contains("annals_dead_letters_open{reason=\"UNDECODABLE\"} 1.0")
                .contains("annals_dead_letters_open{reason=\"INVALID\"} 0.0"));
    }

    @Test
    void nothingIsMarked_whenKafkaDoesNotAcknowledge() throws Exception {
        // Given
        send("hello");
        awaitLetters(1);
        environment.put("ANNALS_KAFKA_BOOTSTRAP_SERVERS", "nowhere");

        // When
        OperatorRun run = run("replay", "--all");

        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("annals dead-letters: Kafka at nowhere cannot do it now: ");
        assertThat(state(0)).isEqualTo("open 0");
    }

    @Test
    void recordThatTheTopicRefuses_staysOpen_andIsNamed() throws Exception {
        // Given
        send("small");
        send(new Generated(5).events(20).toString()); // nothing that compresses to a kilobyte
        awaitLetters(2);
        topic.limitTo(1_000);

        // When
        OperatorRun run = run("replay", "--all");

        // Then
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("replayed 1 dead letter\n");
        assertThat(run.err()).contains(id(1) + " was not acknowledged, and stays open: ");
        assertThat(state(0)).isEqualTo("replayed 1 ada");
        assertThat(state(1)).isEqualTo("open 0");
    }

    @Test
    void onlyOneDecidesAtATime() throws Exception {
        // Given
        send("hello");
        awaitLetters(1);
        try (Connection other = DriverManager.getConnection(table.url());
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(4275839204)");

            // When
            OperatorRun run = run("discard", "--all");

            // Then
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("somebody else replays or discards dead letters just now");
            assertThat(state(0)).isEqualTo("open 0");
        }
    }

    @Test
    void topicMadeAnew_isToldByItsId() throws Exception {
        // Given
        send("hello");
        awaitLetters(1);
        table.execute("insert into ingest_positions (topic_id, topic, partition, next_offset) values ('"
                + new UUID(1, 1) + "', '" + topic.name() + "', 0, 1)");
        table.execute("insert into dead_letters (topic_id, partition, record_offset, topic, reason, detail,"
                + " header_names, header_values) values ('" + new UUID(1, 1) + "', 0, 0, '" + topic.name()
                + "', 'UNDECODABLE', 'old', '{}', '{}')");

        // When
        OperatorRun byName = run("discard", id(0));
        OperatorRun byId = run("discard", new UUID(1, 1) + "/0/0");

        // Then
        assertThat(byName.status()).isEqualTo(1);
        assertThat(byName.err())
                .contains("the topic was made anew, or Kafka lost the end of it, so " + id(0) + " can be ")
                .contains(new UUID(1, 1) + "/0/0")
                .contains(topicId() + "/0/0");
        assertThat(byId.status()).isZero();
        assertThat(table.value("select detail from dead_letters where state = 'discarded'"))
                .isEqualTo("old");
    }

    @Test
    void command_isRefused_whenItIsGivenWrongly() {
        assertThat(run().err()).contains("say what to do: dead-letters list, show, replay or discard");
        assertThat(run("discard")).satisfies(run -> {
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err()).contains("say which: IDs, a filter such as --reason INVALID, or --all");
        });
        assertThat(run("replay", "--max", "5").status()).isEqualTo(2);
        assertThat(run("discard", "--parked").err()) // which would be all the open ones, too
                .contains("say which: IDs, a filter such as --reason INVALID, or --all");
        assertThat(run("discard", "events/0/1", "--all").err()).contains("give either IDs or a filter, not both");
        assertThat(run("discard", "--all", "--max", "0").err()).contains("--max must be at least 1, not 0");
        assertThat(run("list", "--partition", "-1").err()).contains("--partition must be at least 0, not -1");
        assertThat(run("discard", "--since", "2026-11-24", "--until", "2026-11-23")
                        .err())
                .contains("--since 2026-11-24T00:00:00Z must be before --until 2026-11-23T00:00:00Z");
        assertThat(run("discard", "--all", "--by", " ").err()).contains("--by must be a name");
        assertThat(run("show", "events-0-1").err()).contains("must be TOPIC/PARTITION/OFFSET such as events/3/17");
        assertThat(run("list", "--state", "dead").err()).contains("must be open, parked, replayed or discarded");
        assertThat(run("show", "events/0/99"))
                .isEqualTo(new OperatorRun(1, "", "annals dead-letters: there is no dead letter events/0/99\n"));
    }

    /** Of a letter by its offset: its state, how often it was replayed, who decided. */
    private String state(long offset) throws Exception {
        return table.value(
                "select concat_ws(' ', state, replays, handled_by) from dead_letters where record_offset = " + offset);
    }

    private List<String> notices() throws Exception {
        return table.column("select concat_ws(' ', type, actor_type, actor_id, metadata) from events"
                + " where category = 'system' order by id");
    }

    private String metrics() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(worker.httpUri().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void awaitLetters(int count) {
        Eventually.succeeds(() -> assertThat(table.count("dead_letters")).isEqualTo(count));
    }

    private String id(long offset) {
        return topic.name() + "/0/" + offset;
    }

    private String topicId() throws Exception {
        return table.value("select topic_id from ingest_positions where topic_id <> '" + new UUID(1, 1) + "'");
    }

    private void send(String value) throws Exception {
        topic.send(new ProducerRecord<>(topic.name(), null, utf8(value)));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private OperatorRun run(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "dead-letters";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return OperatorRun.of(environment, all);
    }
}
