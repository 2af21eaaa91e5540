package dev.annals.ingest;

import dev.annals.ingest.store.Purge;
import dev.annals.ingest.store.PurgeOutcome;
import dev.annals.ingest.store.PurgeReport;
import dev.annals.ingest.store.Retention;
import dev.annals.ingest.upkeep.PurgeEvents;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code retention --older-than AGE [--dry-run]}: what the worker does on its schedule, once, now. */
@Command(
        name = "retention",
        header = "Delete old events from PostgreSQL, with their counts.",
        description = {
            "Drops the partitions in which everything is older, then deletes hour by hour from the one that is cut in two."
                    + " Counts are exact all the while, and readers and writers go on. What was deleted is published as an"
                    + " event of type retention.purged.",
            "",
            "The database and Kafka are those of the worker: ANNALS_DATABASE_*, ANNALS_KAFKA_*; see docs/OPERATIONS.md.",
            "",
            "The last line printed says it all: deleted N events older than TIME: P whole partitions, R rows of PARTITION;"
                    + " in S s. A run that fails before it has deleted anything prints only why, to standard error. A partition"
                    + " that is in use all the time is emptied hour by hour; a later run drops it.",
            "",
            "Exit status: 0 if everything that old is gone and so are its partitions, 1 if not, 2 if the command was"
                    + " wrong.",
        },
        footer = {
            "",
            "Example: ANNALS_DATABASE_URL='jdbc:postgresql://localhost:5432/annals?user=annals' ${COMMAND-FULL-NAME}"
                    + " --older-than 30d --dry-run",
        })
final class RetentionCommand implements Callable<Integer> {

    private static final int OK = 0;
    private static final int INCOMPLETE = 1;
    private static final int USAGE = 2;

    private static final Duration PATIENCE_WITH_KAFKA = Duration.ofSeconds(10);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            required = true,
            description = "what is older goes: hours, days or weeks, such as 12h, 30d, 52w")
    private String olderThan = "";

    @Option(names = "--dry-run", description = "change nothing, and say what would be deleted")
    private boolean dryRun;

    RetentionCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        Duration age;
        IngestConfig config;
        try {
            age = parseAge();
            config = IngestConfig.from(environment);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
            return USAGE;
        }
        Clock clock = Clock.systemUTC();
        Instant cut = clock.instant().minus(age);
        if (dryRun) {
            return told(Purge.dryRun(config.database(), cut, clock), report -> tell(report, "would delete"));
        }
        try (PurgeEvents events = config.purgeEvents()) {
            return told(Purge.run(config.database(), cut, clock, RetentionCommand::pause), report -> {
                publish(events, report);
                tell(report, "deleted");
            });
        }
    }

    private Duration parseAge() {
        try {
            return Retention.parseAge(olderThan);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--older-than " + e.getMessage(), e);
        }
    }

    private int told(PurgeOutcome outcome, Consumer<PurgeReport> tell) {
        if (outcome instanceof PurgeOutcome.Done done) {
            tell.accept(done.report());
            return done.report().busy().isEmpty() ? OK : INCOMPLETE;
        }
        if (outcome instanceof PurgeOutcome.Broken broken) {
            complain(broken.reason() + "; " + advice(broken));
            if (!broken.report().isEmpty()) {
                tell.accept(broken.report());
            }
        } else {
            complain("another run of retention is going on, perhaps a worker's: nothing was done; try again later");
        }
        return INCOMPLETE;
    }

    private static String advice(PurgeOutcome.Broken broken) {
        return broken.begun()
                ? "run it again, it goes on where it was"
                : "check ANNALS_DATABASE_URL, and the user that it or ANNALS_DATABASE_USER names: they must be the worker's";
    }

    private void tell(PurgeReport report, String verb) {
        for (PurgeReport.Part part : report.dropped()) {
            out.println(part.partition() + ": the whole partition, " + part.events() + " events");
        }
        for (PurgeReport.Part part : report.trimmed()) {
            out.println(part.partition() + ": " + part.events() + " events, hour by hour");
        }
        for (String partition : report.busy()) {
            out.println(partition + ": in use for too long, left to a later run");
        }
        out.println(verb + " " + report);
    }

    private void publish(PurgeEvents events, PurgeReport report) {
        events.publishAndWait(report, PATIENCE_WITH_KAFKA)
                .ifPresent(reason -> complain("this run could not be published as an event: " + reason));
    }

    private void complain(String sentence) {
        err.println("annals retention: " + sentence);
    }

    /** Nobody stops it but the process's end, which rolls back what is in hand. */
    private static boolean pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
