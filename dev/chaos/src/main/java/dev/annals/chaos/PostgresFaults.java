package dev.annals.chaos;

import dev.annals.chaos.Scenario.Expectation;
import dev.annals.chaos.Scenario.Injection;
import dev.annals.chaos.rig.SmallDisk;
import dev.annals.chaos.rig.Step;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A PostgreSQL that is away, slow, full, changed or older than it was. */
final class PostgresFaults {

    static final Expectation LIMITS = new Expectation(15_000, false);

    private static final int DISK_MEGABYTES = 700;
    private static final Duration TO_CONNECT = Duration.ofSeconds(60);

    /** Of workers. The offset keeps what is added behind it from being asked of others. */
    private static final String CONNECTIONS = "select count(*) from (select pid from pg_stat_activity"
            + " where application_name = 'annals-worker' and backend_type = 'client backend' offset 0) as workers";

    private PostgresFaults() {}

    static List<Scenario> all() {
        return List.of(
                postgres("postgres-killed", "PostgreSQL is killed and stays away", PostgresFaults::kill)
                        .lasting(60),
                postgres("postgres-frozen", "PostgreSQL is frozen (SIGSTOP)", PostgresFaults::freeze)
                        .lasting(30),
                postgres(
                        "postgres-backends-killed",
                        "every connection is ended by PostgreSQL every two seconds",
                        PostgresFaults::killBackends),
                postgres(
                        "commit-cut",
                        "the link to PostgreSQL is cut in the middle of COMMIT",
                        PostgresFaults::cutInCommit),
                postgres("table-locked", "somebody locks the table events", PostgresFaults::lock)
                        .lasting(20),
                postgres("postgres-disk-full", "PostgreSQL's disk is full", PostgresFaults::fillDisk),
                postgres("postgres-read-only", "every transaction is read-only", PostgresFaults::makeReadOnly),
                postgres(
                        "column-away",
                        "a column of events has another name for a while",
                        PostgresFaults::takeColumnAway),
                postgres(
                        "postgres-restored",
                        "PostgreSQL is restored from a backup that is older",
                        PostgresFaults::restoreOlder));
    }

    private static Scenario postgres(String name, String text, Injection injection) {
        return new Scenario(name, "22", text, Setup.USUAL, Set.of(), LIMITS, Scenarios.healing(injection));
    }

    static void kill(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.rig().postgres().crash();
        trial.fault("PostgreSQL is killed");
        trial.pauseWithoutRows();
        trial.rig().postgres().start();
    }

    static void freeze(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.rig().postgres().freeze();
        trial.fault("PostgreSQL is frozen");
        trial.pauseWithoutRows();
        trial.rig().postgres().thaw();
    }

    static void killBackends(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.await("a connection to end", TO_CONNECT, () -> trial.number(CONNECTIONS) > 0);
        long ended = 0;
        for (long s = 0; s < trial.time().toSeconds(); s += 2) {
            ended += trial.number(CONNECTIONS + " where pg_terminate_backend(pid)");
            trial.fault("connections ended");
            trial.pause(Duration.ofSeconds(2));
        }
        Trial.require(ended > 0, "there was no connection to end");
    }

    /** In turn: PostgreSQL has committed and cannot say so, or has not heard of it. */
    static void cutInCommit(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        for (long s = 0; s < trial.time().toSeconds(); s += 2) {
            Step step = s % 4 == 0 ? Step.IN_COMMIT : Step.BEFORE_COMMIT;
            boolean sprung = trial.rig().trap().spring(step, () -> false, 30);
            Trial.require(sprung, "no transaction came to the trap");
            trial.fault("cut " + step);
            trial.pause(Duration.ofSeconds(2));
        }
    }

    static void lock(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        try (Connection connection = DriverManager.getConnection(trial.rig().jdbcUrl());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table events in access exclusive mode");
            trial.fault("the table is locked");
            trial.pauseWithoutRows();
            connection.rollback();
        }
    }

    /** PostgreSQL ends when it cannot write its log: then it is started again, as whoever makes room would. */
    static void fillDisk(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.execute("alter system set max_wal_size = '96MB'"); // or the log alone would fill so small a disk
        trial.rig().postgres().stop();
        SmallDisk disk = trial.rig().moveDataToSmallDisk(DISK_MEGABYTES);
        trial.rig().postgres().start();
        long before = trial.rows();
        trial.await("a new row on the small disk", Duration.ofMinutes(2), () -> trial.rows() > before);
        disk.fill();
        trial.fault("the disk is full");
        trial.pauseWithoutRows();
        disk.makeRoom();
        trial.rig().postgres().stop();
        trial.rig().postgres().start();
    }

    static void makeReadOnly(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.execute("alter system set default_transaction_read_only = on");
        trial.execute("select pg_reload_conf()");
        trial.fault("transactions are read-only");
        trial.pauseWithoutRows();
        trial.execute("alter system reset default_transaction_read_only");
        trial.execute("select pg_reload_conf()");
    }

    static void takeColumnAway(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.execute("alter table events rename column metadata to metadata_away");
        trial.fault("the column metadata is away");
        trial.pauseWithoutRows();
        trial.execute("alter table events rename column metadata_away to metadata");
    }

    /** Rows and positions are of one moment, so what is missing is stored again from the topic. */
    static void restoreOlder(Trial trial) throws Exception {
        trial.foreseen().apiOutages();
        trial.rig().postgres().stop();
        trial.rig().backUp();
        trial.rig().postgres().start();
        long before = trial.rows();
        trial.pause(trial.time());
        trial.await("rows that the backup has not", Duration.ofMinutes(2), () -> trial.rows() > before);
        trial.rig().postgres().stop();
        trial.rig().restore();
        trial.fault("an older backup is restored");
        trial.rig().postgres().start();
    }
}
