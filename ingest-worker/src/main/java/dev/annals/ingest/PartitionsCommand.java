package dev.annals.ingest;

import dev.annals.ingest.consume.TopicPast;
import dev.annals.ingest.store.PartitionControl;
import dev.annals.ingest.store.PartitionControl.StoredPartition;
import dev.annals.ingest.store.PartitionStop;
import dev.annals.ingest.store.Source;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
            "The database and Kafka are those of the worker: ANNALS_DATABASE_*, ANNALS_KAFKA_*.",
            "",
            "Exit status: 0 if it is done, 1 if not, 2 if the command was wrong.",
        },
        footer = {"", "Example: ${COMMAND-FULL-NAME} resume --topic events --partition 3 --skip-to 104200"},
        synopsisSubcommandLabel = "COMMAND")
final class PartitionsCommand implements Runnable {

    private final Operator operator;

    @Spec
    private @Nullable CommandSpec spec;

    PartitionsCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.operator = new Operator("partitions", environment, out, err);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "say what to do: partitions list, or partitions resume");
        }
    }

    @Command(name = "list", header = "One line for each partition: running or STOPPED, and why.")
    int list() {
        return operator.with(config -> list(new PartitionControl(config.database())));
    }

    private int list(PartitionControl control) {
        List<StoredPartition> partitions = control.list();
        if (partitions.isEmpty()) {
            operator.say("no partition has been read yet: start a worker");
        }
        for (StoredPartition partition : partitions) {
            String state = partition.stop().map(stop -> "STOPPED: " + stop).orElse("running");
            operator.say(partition + " next offset " + partition.position() + " " + state);
        }
        return Operator.OK;
    }

    @Command(
            name = "resume",
            header = "Let stopped partitions be read again, from where they stopped.",
            description = {
                "What was done is published as an event of type partitions.resumed.",
                "",
                "--skip-to passes a long stretch of poison: what comes before that offset is not read, and recorded as a gap."
                        + " It is then nowhere but in Kafka.",
            })
    int resume(@ArgGroup(multiplicity = "1") Which which) {
        return operator.with(config -> {
            PartitionControl control = new PartitionControl(config.database());
            return which.all ? resumeAll(config, control) : resumeOne(config, control, which.one);
        });
    }

    private int resumeAll(IngestConfig config, PartitionControl control) {
        List<StoredPartition> resumed = new ArrayList<>();
        try {
            for (StoredPartition partition : control.list()) {
                if (partition.stop().isPresent() && control.resume(partition.source())) {
                    operator.say("resumed " + partition);
                    resumed.add(partition);
                }
            }
        } finally {
            if (!resumed.isEmpty()) {
                publish(config, resumed, null); // also if the database fails half-way: what was done is told
            }
        }
        if (resumed.isEmpty()) {
            operator.say("nothing to resume: no partition is stopped");
        }
        return Operator.OK;
    }

    private int resumeOne(IngestConfig config, PartitionControl control, One one) {
        List<StoredPartition> meant = control.list().stream()
                .filter(partition -> partition.stop().isPresent() && partition.isMeantBy(one.topic, one.partition))
                .toList();
        if (meant.size() > 1) {
            operator.complain("there are several topics " + one.topic
                    + ", because it was made anew; as --topic give one of "
                    + meant.stream()
                            .map(partition -> partition.source().topicId().toString())
                            .collect(Collectors.joining(", ")));
            return Operator.NOT_DONE;
        }
        if (meant.isEmpty()) {
            return notStopped(one);
        }
        StoredPartition partition = meant.get(0);
        if (one.skipTo == null) {
            return control.resume(partition.source()) ? resumed(config, partition, null) : notStopped(one);
        }
        return resumeAt(config, control, partition, one.skipTo);
    }

    private int resumeAt(IngestConfig config, PartitionControl control, StoredPartition partition, long offset) {
        OptionalLong end = end(config, partition.source());
        if (end.isEmpty()) {
            operator.complain("the log of " + partition + " is not there any more: nothing was done");
            return Operator.NOT_DONE;
        }
        if (offset <= partition.position() || offset > end.getAsLong()) {
            operator.complain("--skip-to " + offset + " must be after the position of " + partition + ", "
                    + partition.position() + ", and not after the end of its log, " + end.getAsLong()
                    + ": nothing was done");
            return Operator.NOT_DONE;
        }
        if (!control.resumeAt(partition.source(), offset)) {
            operator.complain(partition + " has been resumed or passed meanwhile: nothing was done");
            return Operator.NOT_DONE;
        }
        operator.say("passed " + Operator.count(offset - partition.position(), "record") + " of " + partition
                + ", from " + partition.position() + " to " + (offset - 1) + ", and recorded them as a gap");
        return resumed(config, partition, offset);
    }

    private static OptionalLong end(IngestConfig config, Source source) {
        try (TopicPast kafka = new TopicPast(config.bootstrapServers())) {
            return kafka.end(source);
        }
    }

    private int resumed(IngestConfig config, StoredPartition partition, @Nullable Long skippedTo) {
        operator.say("resumed " + partition);
        publish(config, List.of(partition), skippedTo);
        return Operator.OK;
    }

    private int notStopped(One one) {
        operator.complain("partition " + one.partition + " of " + one.topic
                + " is not stopped, or not known; partitions list tells which are");
        return Operator.NOT_DONE;
    }

    private void publish(IngestConfig config, List<StoredPartition> resumed, @Nullable Long skippedTo) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("partitions", resumed.stream().map(Object::toString).toList());
        metadata.put(
                "stopped_at",
                resumed.stream()
                        .map(partition -> partition.stop().map(PartitionStop::offset))
                        .flatMap(Optional::stream)
                        .toList());
        if (skippedTo != null) {
            metadata.put("skipped_to", skippedTo);
        }
        operator.tell(config, "partitions.resumed", operator.name(), metadata);
    }

    /** One of them or all. */
    private static final class Which {

        @Option(names = "--all", required = true, description = "all that are stopped")
        private boolean all;

        @ArgGroup(exclusive = false)
        private One one = new One();
    }

    /** Its two names, and where it is to go on. */
    private static final class One {

        @Option(
                names = "--topic",
                required = true,
                description = "such as events, with its prefix; its id, if there are several of that name")
        private String topic = "";

        @Option(names = "--partition", paramLabel = "N", required = true, description = "its number, from 0")
        private int partition;

        @Option(
                names = "--skip-to",
                paramLabel = "OFFSET",
                description = "go on with this record instead, and never read those before it")
        private @Nullable Long skipTo;
    }
}
