/**
 * Keeps the table young: on a schedule, one worker at a time, it deletes events that are older than the retention, and
 * tells about it, in the log, in metrics, and as an event like any other.
 *
 * <p>Start with {@link dev.annals.ingest.retention.RetentionSchedule}.
 */
@NullMarked
package dev.annals.ingest.retention;

import org.jspecify.annotations.NullMarked;
