package dev.annals.ingest;

import dev.annals.ingest.store.LetterId;
import dev.annals.ingest.store.LetterState;
import dev.annals.ingest.store.StoredLetter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The dead letters that were named by their ids.
 *
 * @param problem what is wrong with the choice: then none of them is to be touched
 */
record ChosenLetters(List<StoredLetter> letters, Optional<String> problem) {

    static ChosenLetters of(List<LetterId> ids, List<StoredLetter> found) {
        return new ChosenLetters(found, joined(ids.stream().flatMap(id -> problem(id, found).stream())));
    }

    /** None in another state: whoever names a letter should know what was decided about it. */
    ChosenLetters requiring(Collection<LetterState> states) {
        return new ChosenLetters(
                letters,
                problem.or(() -> joined(letters.stream()
                        .filter(letter -> !states.contains(letter.state()))
                        .map(ChosenLetters::otherState))));
    }

    private static Optional<String> problem(LetterId id, List<StoredLetter> found) {
        List<StoredLetter> meant =
                found.stream().filter(letter -> letter.isMeantBy(id)).toList();
        if (meant.isEmpty()) {
            return Optional.of("there is no dead letter " + id);
        }
        if (meant.size() > 1) {
            return Optional.of("the topic was made anew, or Kafka lost the end of it, so " + id + " can be "
                    + meant.stream().map(letter -> letter.exactId().toString()).collect(Collectors.joining(" or ")));
        }
        return Optional.empty();
    }

    private static String otherState(StoredLetter letter) {
        String option = letter.state() == LetterState.PARKED ? "--parked" : "--state " + letter.state();
        return letter.id() + " is " + letter.state() + ": add " + option + " if you mean it";
    }

    private static Optional<String> joined(Stream<String> problems) {
        return Optional.of(problems.collect(Collectors.joining("; "))).filter(text -> !text.isEmpty());
    }
}
