package dev.annals.ingest;

import dev.annals.ingest.store.ControlException;
import dev.annals.ingest.store.PartitionControl;
import dev.annals.ingest.store.PartitionControl.StoredPartition;
import dev.annals.ingest.store.Source;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code partitions list} and {@code partitions resume}. */
@Command(
        name = "partitions",
        header = "Show how far each partition is stored, and resume those that stopped.",
        description = {
            "A partition stops when too much of it is no event: 50 records in a row, or 200 of the last 1,000. It stays"
                    + " stopped, also over restarts, until it is resumed; nothing of it is lost. A worker notices within"
                    + " seconds and goes on with the record at which it stopped. If that was too early, it stops again.",
            "",
            "The database is that of the worker: ANNALS_DATABASE_*.",
            "",
            "Exit status: 0 if it is done, 1 if not, 2 if the command was wrong.",
        },
        synopsisSubcommandLabel = "COMMAND")
final class PartitionsCommand implements Runnable {

    private static final int OK = 0;
    private static final int NOT_DONE = 1;
    private static final int USAGE = 2;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    @Spec
    private @Nullable CommandSpec spec;

    PartitionsCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say what to do: partitions list, or partitions resume");
        }
    }

    @Command(name = "list", header = "One line for each partition: running or STOPPED, and why.")
    int list() {
        return inDatabase(this::list);
    }

    private int list(PartitionControl control) {
        List<StoredPartition> partitions = control.list();
        if (partitions.isEmpty()) {
            out.println("no partition has been read yet: start a worker");
        }
        for (StoredPartition partition : partitions) {
            String stop = partition.stop().map(Object::toString).orElse("");
            out.println(partition.source() + " next offset " + partition.position() + " "
                    + (stop.isEmpty() ? "running" : "STOPPED: " + stop));
        }
        return OK;
    }

    @Command(name = "resume", header = "Let stopped partitions be read again, from where they stopped.")
    int resume(@ArgGroup(multiplicity = "1") Which which) {
        return inDatabase(control -> which.all ? resumeAll(control) : resumeOne(control, which.one));
    }

    private int resumeAll(PartitionControl control) {
        List<Source> stopped = control.list().stream()
                .filter(partition -> partition.stop().isPresent())
                .map(StoredPartition::source)
                .toList();
        for (Source source : stopped) {
            if (control.resume(source.topic(), source.partition())) {
                out.println("resumed " + source);
            }
        }
        if (stopped.isEmpty()) {
            out.println("nothing to resume: no partition is stopped");
        }
        return OK;
    }

    private int resumeOne(PartitionControl control, One one) {
        if (control.resume(one.topic, one.partition)) {
            out.println("resumed " + one.topic + "-" + one.partition);
            return OK;
        }
        complain("partition " + one.partition + " of " + one.topic
                + " is not stopped, or not known; partitions list tells which are");
        return NOT_DONE;
    }

    private int inDatabase(ToIntFunction<PartitionControl> work) {
        IngestConfig config;
        try {
            config = IngestConfig.from(environment);
        } catch (IllegalArgumentException e) {
            complain(String.valueOf(e.getMessage()));
            return USAGE;
        }
        try {
            return work.applyAsInt(new PartitionControl(config.database()));
        } catch (ControlException e) {
            complain(String.valueOf(e.getMessage()));
            return NOT_DONE;
        }
    }

    private void complain(String sentence) {
        err.println("annals partitions: " + sentence);
    }

    /** One of them or all. */
    private static final class Which {

        @Option(names = "--all", required = true, description = "all that are stopped")
        private boolean all;

        @ArgGroup(exclusive = false)
        private One one = new One();
    }

    /** Both or neither. */
    private static final class One {

        @Option(names = "--topic", required = true, description = "such as events, with its prefix")
        private String topic = "";

        @Option(names = "--partition", paramLabel = "N", required = true, description = "its number, from 0")
        private int partition;
    }
}
