package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresServerIT {
    private static EmbeddedPostgresServer shared;

    @BeforeAll
    static void startShared() throws IOException {
        shared = EmbeddedPostgresServer.temporary();
        shared.start();
    }

    @AfterAll
    static void closeShared() throws IOException {
        shared.close();
    }

    @Test
    void start_isDurable_andOnThisMachineOnly() throws Exception {
        assertThat(ask(shared, "show server_version")).startsWith("18.");
        assertThat(ask(shared, "show fsync")).isEqualTo("on");
        assertThat(ask(shared, "show synchronous_commit")).isEqualTo("on");
        assertThat(ask(shared, "show full_page_writes")).isEqualTo("on");
        assertThat(ask(shared, "show data_checksums")).isEqualTo("on");
        assertThat(ask(shared, "show listen_addresses")).isEqualTo("127.0.0.1");
    }

    @Test
    void rows_surviveStopAndCrash_onTheSamePort(@TempDir Path parent) throws Exception {
        try (var postgres = in(parent.resolve("a directory"), Map.of("application_name", "it's \\ quoted"))) {
            postgres.start();
            tell(postgres, "create table survivor (name text)");
            tell(postgres, "insert into survivor values ('stop')");
            postgres.stop();
            postgres.start();
            tell(postgres, "insert into survivor values ('crash')");
            postgres.crash();
            postgres.start();

            assertThat(ask(postgres, "select string_agg(name, ',') from survivor"))
                    .isEqualTo("stop,crash");
            assertThat(ask(postgres, "select reset_val from pg_settings where name = 'application_name'"))
                    .isEqualTo("it's \\ quoted");
        }
    }

    @Test
    void freeze_answersNobody_untilThaw() throws Exception {
        try (var connection = DriverManager.getConnection(shared.jdbcUrl())) {
            shared.freeze();
            connection.setNetworkTimeout(Runnable::run, 200);
            assertThatThrownBy(() -> connection.createStatement().execute("select 1"))
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        } finally {
            shared.thaw();
        }

        assertThat(ask(shared, "select 1")).isEqualTo("1");
    }

    @Test
    void close_endsEvenAFrozenServer_andRemovesItsDirectory() throws Exception {
        // Given
        var postgres = EmbeddedPostgresServer.temporary();
        postgres.start();
        Path data = Path.of(ask(postgres, "show data_directory"));
        postgres.freeze();

        // When
        postgres.close();
        postgres.close();

        // Then
        assertThat(data.getParent()).doesNotExist();
        assertThatThrownBy(() -> ask(postgres, "select 1")).isInstanceOf(SQLException.class);
    }

    @Test
    void start_beginsAnew_afterAnInitialisationThatWasKilled(@TempDir Path directory) throws Exception {
        // Given
        Path unfinished = Files.createDirectories(directory.resolve("data.unfinished"));
        Files.writeString(unfinished.resolve("postgresql.conf"), "port = ");

        try (var postgres = in(directory, Map.of())) {
            // When
            postgres.start();

            // Then
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
        }
    }

    @Test
    void start_stopsTheServerThatAKilledJvmLeftBehind(@TempDir Path directory) throws Exception {
        // Given
        String port = FreePorts.choose(1).get(0).toString();
        Path home = Path.of(System.getProperty("user.home"));
        try (var child = ChildJvm.start(home, PostgresInChild.class, directory.toString(), port);
                var postgres = in(directory, Map.of())) {
            child.children().forEach(ProcessHandle::destroyForcibly);
            child.kill();
            var orphan = Postmaster.of(directory.toRealPath().resolve("data")).orElseThrow();
            assertThat(Long.toString(orphan.process().pid())).isEqualTo(child.firstLine());

            // When
            postgres.start();

            // Then
            assertThat(ask(postgres, "select 1")).isEqualTo("1");
            Eventually.succeeds(() -> assertThat(orphan.process().isAlive()).isFalse());
        }
    }

    @Test
    void start_refusesADirectoryInUse() throws Exception {
        Path directory = Path.of(ask(shared, "show data_directory")).getParent();
        try (var second = in(directory, Map.of())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by another server");
        }

        assertThat(ask(shared, "select 1")).isEqualTo("1");
    }

    @Test
    void start_failsAtOnce_withWhatTheServerSaid(@TempDir Path directory) throws Exception {
        try (var postgres = in(directory, Map.of("wal_compression", "nonsense"))) {
            assertThatThrownBy(postgres::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("invalid value for parameter \"wal_compression\": \"nonsense\"");
        }
    }

    private static EmbeddedPostgresServer in(Path directory, Map<String, String> settings) throws IOException {
        return new EmbeddedPostgresServer(directory, FreePorts.choose(1).get(0), settings);
    }

    private static void tell(EmbeddedPostgresServer postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(EmbeddedPostgresServer postgres, String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(postgres.jdbcUrl());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
