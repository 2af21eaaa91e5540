package dev.annals.ingest;

import dev.annals.ingest.store.DeadLetterControl;
import dev.annals.ingest.store.StoredLetter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the commands that decide about dead letters have in common. */
final class LetterRuns {

    private LetterRuns() {}

    /** False, and told, if another one is going on. */
    static boolean begin(DeadLetterControl control, LetterChoice choice, Operator operator) {
        if (choice.isDryRun() || control.begin()) {
            return true;
        }
        operator.complain("somebody else replays or discards dead letters just now: nothing was done; try again later");
        return false;
    }

    /** Of the event about a run. */
    static Map<String, Object> metadata(String verb, List<StoredLetter> letters, int failed) {
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put(verb, letters.size());
        metadata.put("reasons", reasons(letters));
        if (failed > 0) {
            metadata.put("failed", failed);
        }
        return metadata;
    }

    private static Map<String, Long> reasons(List<StoredLetter> letters) {
        return letters.stream()
                .collect(Collectors.groupingBy(StoredLetter::reason, TreeMap::new, Collectors.counting()));
    }
}
