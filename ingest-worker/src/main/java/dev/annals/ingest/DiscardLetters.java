package dev.annals.ingest;

import dev.annals.ingest.store.DeadLetterControl;
import dev.annals.ingest.store.StoredLetter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dead-letters discard}. */
@Command(
        name = "discard",
        header = "Say that nobody wants these dead letters.",
        description = {
            "They are marked, with who did it and when, and can still be shown and replayed until retention deletes them."
                    + " What was done is published as an event of type dead_letters.discarded.",
        })
final class DiscardLetters implements Callable<Integer> {

    private final Operator operator;

    @Mixin
    private LetterChoice choice = new LetterChoice();

    DiscardLetters(Operator operator) {
        this.operator = operator;
    }

    @Override
    public Integer call() {
        choice.check();
        String by = choice.by(operator);
        return operator.with(config -> {
            try (DeadLetterControl control = DeadLetterControl.open(config.database())) {
                if (!LetterRuns.begin(control, choice, operator)) {
                    return Operator.NOT_DONE;
                }
                Optional<List<StoredLetter>> letters = choice.find(control, operator);
                if (letters.isEmpty()) {
                    return Operator.NOT_DONE;
                }
                discard(config, control, letters.get(), by);
                return Operator.OK;
            }
        });
    }

    private void discard(IngestConfig config, DeadLetterControl control, List<StoredLetter> letters, String by) {
        if (choice.isDryRun()) {
            letters.forEach(letter -> operator.say("would discard " + LetterText.line(letter)));
            operator.say("would discard " + Operator.count(letters.size(), "dead letter"));
            return;
        }
        control.discard(letters, by);
        operator.say("discarded " + Operator.count(letters.size(), "dead letter"));
        if (!letters.isEmpty()) {
            operator.tell(config, "dead_letters.discarded", by, LetterRuns.metadata("discarded", letters, 0));
        }
    }
}
