package dev.annals.ingest;

import dev.annals.event.EventJson;
import dev.annals.event.InvalidEventException;
import dev.annals.ingest.consume.LetterSender;
import dev.annals.ingest.store.DeadLetterControl;
import dev.annals.ingest.store.LetterRecord;
import dev.annals.ingest.store.StoredLetter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code dead-letters replay}. A letter is marked once Kafka has acknowledged its record, not before: who is killed in
 * between sends it a second time, and its id makes that harmless.
 */
@Command(
        name = "replay",
        header = "Send dead letters to their topic again.",
        description = {
            "Key, value and headers are those of the record, so the event's id is the same, and a second time adds nothing. A"
                    + " header, annals-replay-of, says which letter it was; what comes back is another letter, with one replay"
                    + " more, and after three it is parked. What was done is published as an event of type"
                    + " dead_letters.replayed.",
            "",
            "To repair one: show ID --value > body.json, edit it, replay ID --body body.json.",
        })
final class ReplayLetters implements Callable<Integer> {

    /** In memory at a time, with their bytes. */
    private static final int PORTION = 50;

    private final Operator operator;

    @Mixin
    private LetterChoice choice = new LetterChoice();

    @Option(
            names = "--body",
            paramLabel = "FILE",
            description = "send this as the value, of one letter; it must be an event")
    private @Nullable Path body;

    ReplayLetters(Operator operator) {
        this.operator = operator;
    }

    @Override
    public Integer call() {
        choice.check();
        String by = choice.by(operator);
        Optional<byte[]> repaired;
        try {
            repaired = repaired();
        } catch (IllegalArgumentException e) {
            operator.complain(String.valueOf(e.getMessage()));
            return Operator.USAGE;
        }
        return operator.with(config -> {
            try (DeadLetterControl control = DeadLetterControl.open(config.database())) {
                if (!LetterRuns.begin(control, choice, operator)) {
                    return Operator.NOT_DONE;
                }
                Optional<List<StoredLetter>> letters = choice.find(control, operator);
                if (letters.isEmpty()) {
                    return Operator.NOT_DONE;
                }
                Run run = new Run(control, repaired);
                return choice.isDryRun() ? run.rehearse(letters.get()) : run.replay(config, letters.get(), by);
            }
        });
    }

    /** @throws IllegalArgumentException saying what is wrong with it */
    private Optional<byte[]> repaired() {
        if (body == null) {
            return Optional.empty();
        }
        if (!choice.isOne()) {
            throw new IllegalArgumentException("--body is for one letter: give its ID");
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(body);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + body + " for --body", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("--body " + body + " cannot be read: " + e, e);
        }
        objection(bytes).ifPresent(problem -> {
            throw new IllegalArgumentException("--body " + body + " is no event: " + problem);
        });
        return Optional.of(bytes);
    }

    /** Why the worker would not take it, as far as the value alone tells. */
    private static Optional<String> objection(byte @Nullable [] value) {
        if (value == null) {
            return Optional.of("has no value");
        }
        try {
            EventJson.decode(value);
            return Optional.empty();
        } catch (InvalidEventException e) { // also one that cannot even be read
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** With its connection. */
    private final class Run {

        private final DeadLetterControl control;
        private final Optional<byte[]> repaired;
        private final List<StoredLetter> sent = new ArrayList<>();
        private int failed;

        Run(DeadLetterControl control, Optional<byte[]> repaired) {
            this.control = control;
            this.repaired = repaired;
        }

        int rehearse(List<StoredLetter> letters) {
            for (StoredLetter letter : letters) {
                String objection = objection(record(letter).value())
                        .map(problem -> "; it would come back: " + problem)
                        .orElse("");
                operator.say("would replay " + letter.id() + " " + letter.reason() + ", attempt "
                        + (letter.replays() + 1) + objection);
            }
            operator.say("would replay " + Operator.count(letters.size(), "dead letter"));
            return Operator.OK;
        }

        int replay(IngestConfig config, List<StoredLetter> letters, String by) {
            if (letters.isEmpty()) {
                operator.say("replayed 0 dead letters");
                return Operator.OK;
            }
            try (LetterSender sender = new LetterSender(config.bootstrapServers())) {
                for (int start = 0; start < letters.size() && failed == 0; start += PORTION) {
                    send(sender, letters.subList(start, Math.min(start + PORTION, letters.size())), by);
                }
            } finally {
                operator.say("replayed " + Operator.count(sent.size(), "dead letter"));
                if (!sent.isEmpty()) {
                    operator.tell(config, "dead_letters.replayed", by, LetterRuns.metadata("replayed", sent, failed));
                }
            }
            return failed == 0 ? Operator.OK : Operator.NOT_DONE;
        }

        private void send(LetterSender sender, List<StoredLetter> portion, String by) {
            List<Optional<String>> failures =
                    sender.send(portion.stream().map(this::record).toList());
            List<StoredLetter> acknowledged = new ArrayList<>();
            for (int i = 0; i < portion.size(); i++) {
                StoredLetter letter = portion.get(i);
                Optional<String> failure = failures.get(i);
                if (failure.isEmpty()) {
                    acknowledged.add(letter);
                } else {
                    failed++;
                    operator.complain(
                            letter.id() + " was not acknowledged, and stays " + letter.state() + ": " + failure.get());
                }
            }
            control.replayed(acknowledged, by);
            sent.addAll(acknowledged);
        }

        private LetterRecord record(StoredLetter letter) {
            LetterRecord record = control.record(letter).replaying(letter);
            return repaired.map(record::withValue).orElse(record);
        }
    }
}
