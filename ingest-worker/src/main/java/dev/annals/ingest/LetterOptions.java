package dev.annals.ingest;

import dev.annals.ingest.store.DeadLetter.Reason;
import dev.annals.ingest.store.LetterFilter;
import dev.annals.ingest.store.LetterState;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Options that say which dead letters a command is about. */
final class LetterOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "open (the default), parked, replayed or discarded",
            converter = StateConverter.class)
    private LetterState state = LetterState.OPEN;

    @Option(names = "--reason", paramLabel = "REASON", description = "one of ${COMPLETION-CANDIDATES}")
    private @Nullable Reason reason;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "such as events, with its prefix")
    private @Nullable String topic;

    @Option(names = "--partition", paramLabel = "N", description = "its number, from 0")
    private @Nullable Integer partition;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "that became a dead letter then or later, such as 2026-11-23T07:00:00Z, or 2026-11-23",
            converter = InstantConverter.class)
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "that became a dead letter before",
            converter = InstantConverter.class)
    private @Nullable Instant until;

    @Option(names = "--max", paramLabel = "N", description = "so many at most, the oldest of them (default: 100)")
    private int max = 100;

    int max() {
        require(max >= 1, "--max must be at least 1, not " + max);
        return max;
    }

    private void require(boolean right, String sentence) {
        if (!right && command != null) {
            throw new ParameterException(command.commandLine(), sentence);
        }
    }

    LetterFilter filter() {
        return filter(EnumSet.noneOf(LetterState.class));
    }

    /** Also those in these states. */
    LetterFilter filter(Set<LetterState> more) {
        require(partition == null || partition >= 0, "--partition must be at least 0, not " + partition);
        require(
                since == null || until == null || since.isBefore(until),
                "--since " + since + " must be before --until " + until);
        Set<LetterState> states = EnumSet.of(state);
        states.addAll(more);
        return new LetterFilter(List.of(), states, reason, topic, partition, since, until);
    }

    /** Whether any of them narrows the choice. */
    boolean areGiven() {
        return state != LetterState.OPEN || areFilter();
    }

    /** Whether any of them does that other than by the state. */
    boolean areFilter() {
        return reason != null || topic != null || partition != null || since != null || until != null;
    }

    /** Of a state as people write it. */
    private static final class StateConverter implements ITypeConverter<LetterState> {

        @Override
        public LetterState convert(String text) {
            try {
                return LetterState.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
