package dev.annals.ingest;

import dev.annals.ingest.store.DeadLetterControl;
import dev.annals.ingest.store.LetterFilter;
import dev.annals.ingest.store.StoredLetter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters list}. */
@Command(
        name = "list",
        header = "One line for each dead letter, oldest first.",
        description = "ID, when, reason, state, how often it was replayed, and what is wrong with it.")
final class ListLetters implements Callable<Integer> {

    private final Operator operator;

    @Mixin
    private LetterOptions which = new LetterOptions();

    @Option(names = "--json", description = "each as a JSON object")
    private boolean json;

    ListLetters(Operator operator) {
        this.operator = operator;
    }

    @Override
    public Integer call() {
        int max = which.max();
        LetterFilter filter = which.filter();
        return operator.with(config -> {
            try (DeadLetterControl control = DeadLetterControl.open(config.database())) {
                tell(control.find(filter, max + 1), max);
                return Operator.OK;
            }
        });
    }

    private void tell(List<StoredLetter> letters, int max) {
        letters.stream()
                .limit(max)
                .forEach(letter -> operator.say(json ? LetterText.json(letter) : LetterText.line(letter)));
        if (letters.isEmpty() && !json) {
            operator.say("no dead letters");
        }
        if (letters.size() > max) {
            operator.complain("there are more than these " + max + "; raise --max, or narrow the choice");
        }
    }
}
