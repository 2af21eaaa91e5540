package dev.annals.ingest.store;

import org.jspecify.annotations.Nullable;

/**
 * What a run of {@link CountRollup} did.
 *
 * @param rows of {@code event_counts} that it moved
 * @param failure why it broke off; null if it did not
 */
public record RollupOutcome(long rows, @Nullable String failure) {}
