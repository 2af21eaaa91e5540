package dev.annals.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL 18 without Docker, on a fixed port and directory: data survive stop, crash and the JVM.
 *
 * <p>It is durable as in production: what it has acknowledged outlives a {@code kill -9}. It listens on 127.0.0.1
 * only and lets everybody in there. It ends with this JVM, however that ends ({@link Watchdog}). Thread-safe.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {
    private static final Map<String, String> SETTINGS = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "max_connections", "200",
            "shared_buffers", "128MB",
            "max_wal_size", "2GB", // fewer checkpoints than by default under a burst of writes
            "fsync", "on",
            "synchronous_commit", "on",
            "timezone", "UTC",
            "log_timezone", "UTC");

    private final Path directory;
    private final int port;
    private final Map<String, String> settings;
    private final @Nullable TemporaryDirectory temporary;
    private @Nullable Running running;

    /** What is held from start to stop. */
    private record Running(PostgresBinaries binaries, Path data, DirectoryLock lock, Watchdog watchdog) {}

    /** Not started yet; {@code settings} win over ours, by the names of postgresql.conf. */
    public EmbeddedPostgresServer(Path directory, int port, Map<String, String> settings) {
        this(directory, port, settings, null);
    }

    private EmbeddedPostgresServer(
            Path directory, int port, Map<String, String> settings, @Nullable TemporaryDirectory temporary) {
        this.directory = directory;
        this.port = port;
        this.temporary = temporary;
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.putAll(settings);
        all.put("port", Integer.toString(port));
        this.settings = Map.copyOf(all);
    }

    /** Not started yet, on a free port; {@link #close()} removes its directory. */
    public static EmbeddedPostgresServer temporary() throws IOException {
        int port = FreePorts.choose(1).get(0);
        TemporaryDirectory home = TemporaryDirectory.create("annals-postgres-");
        return new EmbeddedPostgresServer(home.path(), port, Map.of(), home);
    }

    /** The database {@code postgres}, as its superuser. */
    public String jdbcUrl() {
        return jdbcUrl("postgres");
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
    }

    /** Returns when the server takes connections; one that a killed JVM left on this directory is stopped first. */
    public synchronized void start() throws IOException {
        if (running != null) {
            throw new IllegalStateException(this + " is running already");
        }
        PostgresBinaries binaries = PostgresBinaries.unpacked();
        Path home = Files.createDirectories(directory).toRealPath();
        DirectoryLock lock = DirectoryLock.of(home);
        String owner = UUID.randomUUID().toString();
        Files.writeString(home.resolve("owner"), owner);
        Watchdog watchdog = Watchdog.keeping(home, owner);
        running = new Running(binaries, home.resolve("data"), lock, watchdog);
        try {
            launch(home, binaries);
        } catch (IOException e) {
            abandon(e);
            throw e;
        }
    }

    private void abandon(IOException cause) {
        try {
            stop();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private void launch(Path home, PostgresBinaries binaries) throws IOException {
        PostgresDataDirectory data = PostgresDataDirectory.under(home, binaries);
        stopIfRunning(binaries, data.path());
        // the server believes a number in it that by now belongs to another process, and refuses to start
        Files.deleteIfExists(Postmaster.pidFile(data.path()));
        data.write(settings);
        Path log = home.resolve("postgres.log");
        Files.deleteIfExists(log);
        try {
            binaries.run("pg_ctl", "-D", data.path().toString(), "-l", log.toString(), "-w", "-t", "300", "start");
        } catch (IOException e) {
            String said = Files.exists(log) ? Files.readString(log) : "";
            throw new IOException(this + " does not start: " + e.getMessage() + "\n" + said, e);
        }
    }

    /** Lets transactions in flight roll back and writes everything down; nothing to do if it is not running. */
    public synchronized void stop() throws IOException {
        Running held = running;
        if (held == null) {
            return;
        }
        stopIfRunning(held.binaries(), held.data());
        release(held);
    }

    /** As {@code kill -9} of the server: what it had acknowledged is there after the next {@link #start()}. */
    public synchronized void crash() throws IOException {
        Running held = held();
        postmaster(held).kill();
        release(held);
    }

    /** The server stands still without closing a connection, as behind a network that swallows everything. */
    public synchronized void freeze() throws IOException {
        postmaster(held()).freeze();
    }

    public synchronized void thaw() throws IOException {
        postmaster(held()).thaw();
    }

    @Override
    public synchronized void close() throws IOException {
        stop();
        if (temporary != null) {
            temporary.close();
        }
    }

    @Override
    public String toString() {
        return "annals-postgres{127.0.0.1:" + port + ", " + directory + "}";
    }

    private Running held() {
        Running held = running;
        if (held == null) {
            throw new IllegalStateException(this + " is not running");
        }
        return held;
    }

    private Postmaster postmaster(Running held) throws IOException {
        return Postmaster.of(held.data()).orElseThrow(() -> new IOException(this + " has died on its own"));
    }

    private static void stopIfRunning(PostgresBinaries binaries, Path data) throws IOException {
        var postmaster = Postmaster.of(data);
        if (postmaster.isEmpty()) {
            return;
        }
        postmaster.get().thaw();
        try {
            binaries.run("pg_ctl", "-D", data.toString(), "-m", "fast", "-w", "-t", "20", "stop");
        } catch (IOException tooSlow) {
            postmaster.get().kill(); // no harm to the data: the next start recovers them
        }
    }

    private void release(Running held) throws IOException {
        running = null;
        held.watchdog().close();
        held.lock().close();
    }
}
