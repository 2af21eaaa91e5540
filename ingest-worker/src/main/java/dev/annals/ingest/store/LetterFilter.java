package dev.annals.ingest.store;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters; null means any.
 *
 * @param ids no other than these; none of them means any
 * @param states at least one
 * @param topic the name, with its prefix
 * @param since dead-lettered then or later
 * @param until dead-lettered before
 */
public record LetterFilter(
        List<LetterId> ids,
        Set<LetterState> states,
        DeadLetter.@Nullable Reason reason,
        @Nullable String topic,
        @Nullable Integer partition,
        @Nullable Instant since,
        @Nullable Instant until) {

    public LetterFilter {
        ids = List.copyOf(ids);
        states = Set.copyOf(states);
    }

    /** Those with these ids, whatever was decided about them. */
    public static LetterFilter ofIds(List<LetterId> ids) {
        return new LetterFilter(ids, Set.of(LetterState.values()), null, null, null, null, null);
    }
}
