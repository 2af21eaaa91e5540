package dev.annals.ingest;

import dev.annals.ingest.store.DeadLetterControl;
import dev.annals.ingest.store.LetterFilter;
import dev.annals.ingest.store.LetterId;
import dev.annals.ingest.store.LetterState;
import dev.annals.ingest.store.StoredLetter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Options of the commands that decide about dead letters: those that are named, or those that fit a filter. */
final class LetterChoice {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(
            arity = "0..*",
            paramLabel = "ID",
            description = "TOPIC/PARTITION/OFFSET, as list prints it",
            converter = LetterIdConverter.class)
    private List<LetterId> ids = new ArrayList<>();

    @Mixin
    private LetterOptions options = new LetterOptions();

    @Option(names = "--parked", description = "those too that are parked; to choose no others: --state parked")
    private boolean parked;

    @Option(
            names = "--all",
            description = "all that are open, --max at most; needed where neither an ID nor a filter is given")
    private boolean all;

    @Option(names = "--dry-run", description = "change nothing, and say what would be done")
    private boolean dryRun;

    @Option(names = "--by", paramLabel = "NAME", description = "who decides; the user's name by default")
    private @Nullable String by;

    boolean isDryRun() {
        return dryRun;
    }

    String by(Operator operator) {
        if (by != null && by.isBlank()) {
            throw wrong("--by must be a name");
        }
        return by == null ? operator.name() : by;
    }

    /** @throws ParameterException if they do not say which letters, or say it twice */
    void check() {
        if (!ids.isEmpty() && (options.areFilter() || all)) {
            throw wrong("give either IDs or a filter, not both");
        }
        if (ids.isEmpty() && !all && !options.areGiven()) {
            throw wrong("say which: IDs, a filter such as --reason INVALID, or --all");
        }
        options.max();
        options.filter(); // what is wrong with it is told before anything is asked
    }

    private ParameterException wrong(String sentence) {
        if (command == null) {
            throw new IllegalStateException("picocli sets the command");
        }
        return new ParameterException(command.commandLine(), sentence);
    }

    boolean isOne() {
        return ids.size() == 1;
    }

    /** What the database has of them; tells where there are more. Nothing if the choice is wrong, which is told too. */
    Optional<List<StoredLetter>> find(DeadLetterControl control, Operator operator) {
        Set<LetterState> more = parked ? EnumSet.of(LetterState.PARKED) : EnumSet.noneOf(LetterState.class);
        LetterFilter filter = options.filter(more);
        if (!ids.isEmpty()) {
            ChosenLetters chosen = ChosenLetters.of(ids, control.find(LetterFilter.ofIds(ids), Integer.MAX_VALUE))
                    .requiring(filter.states());
            chosen.problem().ifPresent(problem -> operator.complain(problem + ": nothing was done"));
            return chosen.problem().isPresent() ? Optional.empty() : Optional.of(chosen.letters());
        }
        List<StoredLetter> found = control.find(filter, options.max() + 1);
        if (found.size() > options.max()) {
            operator.complain("there are more than " + options.max() + ": only the oldest " + options.max()
                    + " are taken; " + (dryRun ? "" : "run it again for the next, or ") + "raise --max");
            return Optional.of(found.subList(0, options.max()));
        }
        return Optional.of(found);
    }
}
