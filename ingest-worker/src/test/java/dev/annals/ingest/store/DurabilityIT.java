package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Generated;
import dev.annals.ingest.TestDatabase;
import dev.annals.testkit.EmbeddedPostgresServer;
import dev.annals.testkit.Eventually;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer asks of its database; the tests have a server to themselves. */
class DurabilityIT {

    private static final Source SOURCE = new Source(new UUID(1, 2), "events", 0);

    private static EmbeddedPostgresServer postgres;
    private static TestDatabase table;

    private final List<String> outages = new CopyOnWriteArrayList<>();
    private final OutageListener listener = new OutageListener() {
        @Override
        public void databaseDown(String reason) {
            outages.add(reason);
        }

        @Override
        public void databaseUp() {}
    };

    @BeforeAll
    static void start() throws Exception {
        postgres = EmbeddedPostgresServer.temporary();
        postgres.start();
        table = new TestDatabase(postgres.jdbcUrl());
        Schema.migrate(new Database(postgres.jdbcUrl(), "", ""));
    }

    @AfterEach
    void empty() throws Exception {
        table.execute("truncate events, ingest_positions");
        table.execute("alter system reset all");
        reload("fsync", "on");
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fsync", "full_page_writes", "synchronous_commit"})
    void writer_waits_whileASettingIsOff_andGoesOnWhenItIsOn(String setting) throws Exception {
        // Given
        table.execute("alter system set " + setting + " = off");
        reload(setting, "off");
        try (BatchWriter writer =
                new BatchWriter(new Database(postgres.jdbcUrl(), "", ""), Clock.systemUTC(), listener)) {

            // When
            CompletableFuture<Outcome> outcome = CompletableFuture.supplyAsync(
                    () -> {
                        writer.open(Map.of(SOURCE, 0L));
                        return writer.write(batch());
                    },
                    task -> new Thread(task, "writer").start());

            // Then
            Eventually.succeeds(() -> assertThat(outages).isNotEmpty());
            assertThat(outages.get(0)).contains(setting + "=off would lose events", "switch on", "(SQLSTATE 55000)");
            assertThat(table.count("events")).isZero();

            // When
            table.execute("alter system reset " + setting);
            reload(setting, "on");

            // Then
            assertThat(outcome.get()).isEqualTo(new Outcome.Stored(5, 0, List.of()));
        }
    }

    @Test
    void writer_storesInAnUnsafeDatabase_whenThatIsAllowed() throws Exception {
        // Given
        table.execute("alter system set fsync = off");
        reload("fsync", "off");
        Database allowed = new Database(postgres.jdbcUrl(), "", "", true);
        try (BatchWriter writer = new BatchWriter(allowed, Clock.systemUTC(), listener)) {
            writer.open(Map.of(SOURCE, 0L));

            // When
            Outcome outcome = writer.write(batch());

            // Then
            assertThat(outcome).isEqualTo(new Outcome.Stored(5, 0, List.of()));
            assertThat(outages).isEmpty();
        }
    }

    @Test
    void connection_hasLimits_whateverTheUrlSays() throws Exception {
        // Given
        String url = postgres.jdbcUrl() + "&ApplicationName=x&options=-c%20statement_timeout=0%20-c%20lock_timeout=0";

        // When
        try (Connection connection = new Database(url, "", "").connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select concat_ws(' ', current_setting('statement_timeout'),"
                        + " current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'),"
                        + " current_setting('tcp_keepalives_idle'), current_setting('tcp_keepalives_interval'),"
                        + " current_setting('tcp_keepalives_count'), current_setting('application_name'))")) {

            // Then
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("30s 5s 10s 10 5 3 annals-worker");
        }
    }

    private static void reload(String setting, String value) {
        Eventually.succeeds(() -> {
            table.execute("select pg_reload_conf()");
            assertThat(table.value("show " + setting)).isEqualTo(value);
        });
    }

    private static Batch batch() {
        List<Row> rows = new Generated(3)
                .events(5).stream()
                        .map(event -> TestRecord.row(SOURCE, 0, event))
                        .toList();
        return new Batch(List.of(new Advance(SOURCE, 0, 5)), rows, List.of(), List.of(), OptionalLong.empty());
    }
}
