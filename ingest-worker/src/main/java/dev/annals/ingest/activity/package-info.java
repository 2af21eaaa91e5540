/**
 * Derives the topic {@code events.activity} from the events with Kafka Streams: how many of each kind happened in each
 * minute.
 *
 * <p>Start with {@link dev.annals.ingest.activity.ActivityTopology}.
 */
@NullMarked
package dev.annals.ingest.activity;

import org.jspecify.annotations.NullMarked;
