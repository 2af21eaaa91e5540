package dev.annals.ingest;

import dev.annals.ingest.store.DeadLetterControl;
import dev.annals.ingest.store.LetterFilter;
import dev.annals.ingest.store.LetterId;
import dev.annals.ingest.store.LetterRecord;
import dev.annals.ingest.store.StoredLetter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters show}. */
@Command(
        name = "show",
        header = "One dead letter, with its key, headers and value.",
        description = "What is not UTF-8, or holds control characters, is shown in hexadecimal digits.")
final class ShowLetter implements Callable<Integer> {

    private final Operator operator;

    @Parameters(
            paramLabel = "ID",
            description = "TOPIC/PARTITION/OFFSET, as list prints it",
            converter = LetterIdConverter.class)
    private @Nullable LetterId id;

    @Option(
            names = "--value",
            description = "print the value alone, as it came: to be edited, and replayed with --body")
    private boolean valueOnly;

    ShowLetter(Operator operator) {
        this.operator = operator;
    }

    @Override
    public Integer call() {
        List<LetterId> ids = id == null ? List.of() : List.of(id); // picocli requires it
        return operator.with(config -> {
            try (DeadLetterControl control = DeadLetterControl.open(config.database())) {
                ChosenLetters chosen = ChosenLetters.of(ids, control.find(LetterFilter.ofIds(ids), Integer.MAX_VALUE));
                Optional<String> problem = chosen.problem();
                if (problem.isPresent()) {
                    operator.complain(problem.get());
                    return Operator.NOT_DONE;
                }
                chosen.letters().forEach(letter -> show(letter, control.record(letter)));
                return Operator.OK;
            }
        });
    }

    private void show(StoredLetter letter, LetterRecord record) {
        if (!valueOnly) {
            LetterText.page(letter, record).forEach(operator::say);
            return;
        }
        byte[] value = record.value();
        if (value != null) {
            operator.out().write(value, 0, value.length);
            operator.out().flush();
        }
    }
}
