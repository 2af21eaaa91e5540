/**
 * Everything that touches SQL: one transaction moves a batch's rows, dead letters and positions, so that each record is
 * stored exactly once whatever dies in between. Knows nothing of Kafka's client.
 *
 * <p>Start with {@link dev.annals.ingest.store.BatchWriter}.
 */
@NullMarked
package dev.annals.ingest.store;

import org.jspecify.annotations.NullMarked;
