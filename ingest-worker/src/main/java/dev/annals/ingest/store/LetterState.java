package dev.annals.ingest.store;

import java.util.Arrays;
import java.util.Locale;

/** What was decided about a dead letter. */
public enum LetterState {
    /** Nothing yet. */
    OPEN,
    /** Nothing yet, and it came back from three replays. */
    PARKED,
    /** It was sent to the topic again. If it comes back it is another letter. */
    REPLAYED,
    /** Nobody wants it. */
    DISCARDED;

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    public static LetterState parse(String text) {
        return Arrays.stream(values())
                .filter(state -> state.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be open, parked, replayed or discarded, not \"" + text + '"'));
    }

    /** As the table has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
