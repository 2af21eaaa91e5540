package dev.annals.ingest;

import dev.annals.ingest.consume.TopicPast;
import dev.annals.ingest.store.PositionRewind;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code replay --from TIME}: has the workers read a stretch of the topic again. */
@Command(
        name = "replay",
        header = "Set the stored positions back, so that the topic is read again from a time on.",
        description = {
            "Stop all workers first; while one runs, nothing is done. What is stored already is counted as a duplicate, what is"
                    + " missing is stored. No position is set forward, and what Kafka does not have any more cannot be read"
                    + " again. A stopped partition stays stopped until it is resumed. What was done is published as an event"
                    + " of type positions.set_back.",
            "",
            "The database and Kafka are those of the worker: ANNALS_DATABASE_*, ANNALS_KAFKA_*; see docs/OPERATIONS.md.",
            "",
            "Exit status: 0 if it is done, also if there was nothing to set back; 1 if not, 2 if the command was wrong.",
        },
        footer = {"", "Example: ${COMMAND-FULL-NAME} --from 2026-11-23T07:00:00Z --dry-run"})
final class ReplayCommand implements Callable<Integer> {

    private final Operator operator;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            required = true,
            description = "what Kafka got then or later is read again, such as 2026-11-23T07:00:00Z, or 2026-11-23",
            converter = InstantConverter.class)
    private @Nullable Instant from;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "with its prefix; the worker's by default")
    private @Nullable String topic;

    @Option(names = "--partition", paramLabel = "N", description = "this one only")
    private @Nullable Integer partition;

    @Option(names = "--dry-run", description = "change nothing, and say what would be read again; workers may run")
    private boolean dryRun;

    ReplayCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.operator = new Operator("replay", environment, out, err);
    }

    @Override
    public Integer call() {
        Instant start = from == null ? Instant.EPOCH : from; // picocli requires it
        return operator.with(config -> {
            try (TopicPast kafka = new TopicPast(config.bootstrapServers())) {
                return replay(config, kafka, start);
            }
        });
    }

    private int replay(IngestConfig config, TopicPast kafka, Instant start) {
        String name = topic == null ? config.topic() : topic;
        Optional<TopicPast.Past> found = kafka.since(name, start);
        if (found.isEmpty()) {
            operator.complain("Kafka has no topic " + name);
            return Operator.NOT_DONE;
        }
        TopicPast.Past past = found.get();
        Map<Integer, Long> starts = new HashMap<>(past.starts());
        starts.keySet().removeIf(number -> partition != null && !partition.equals(number));
        PositionRewind rewind = new PositionRewind(config.database());
        List<String> running = new ArrayList<>(kafka.members(config.groupId()));
        PositionRewind.Outcome outcome = dryRun || !running.isEmpty()
                ? rewind.dryRun(past.topicId(), starts)
                : rewind.run(past.topicId(), starts);
        running.addAll(outcome.workers());
        if (!dryRun && !running.isEmpty()) {
            operator.complain(
                    "a worker is running, stop all of them first; nothing was changed: " + String.join("; ", running));
            return Operator.NOT_DONE;
        }
        if (outcome.steps().isEmpty()) {
            operator.complain("no worker has read " + name + (partition == null ? "" : "-" + partition)
                    + " yet: there is no position to set back");
            return Operator.NOT_DONE;
        }
        tell(past, outcome.steps(), start);
        publish(config, name, outcome.steps(), start);
        return Operator.OK;
    }

    private void tell(TopicPast.Past past, List<PositionRewind.Step> steps, Instant start) {
        for (PositionRewind.Step step : steps) {
            String cut = past.isCut(step.source().partition()) ? "; Kafka has nothing older" : "";
            String stopped = step.stopped() ? "; it is stopped, and stays so until: partitions resume" : "";
            operator.say(step.source() + " from " + step.from() + " to " + step.to() + ": "
                    + Operator.count(step.records(), "record") + " again" + cut + stopped);
        }
        operator.say((dryRun ? "would read " : "to be read again: ") + Operator.count(records(steps), "record")
                + " since " + start + (dryRun ? " again" : "; start the workers"));
    }

    private void publish(IngestConfig config, String name, List<PositionRewind.Step> steps, Instant start) {
        if (dryRun || records(steps) == 0) {
            return;
        }
        long partitions = steps.stream().filter(step -> step.records() > 0).count();
        operator.tell(
                config,
                "positions.set_back",
                operator.name(),
                Map.of("topic", name, "from", start, "partitions", partitions, "records", records(steps)));
    }

    private static long records(List<PositionRewind.Step> steps) {
        return steps.stream().mapToLong(PositionRewind.Step::records).sum();
    }
}
