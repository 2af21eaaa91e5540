/**
 * Everything that touches Kafka: reads records, decodes them, hands batches to the store and never leaves its place in
 * the group while the store waits for the database.
 *
 * <p>Start with {@link dev.annals.ingest.consume.PollLoop}.
 */
@NullMarked
package dev.annals.ingest.consume;

import org.jspecify.annotations.NullMarked;
