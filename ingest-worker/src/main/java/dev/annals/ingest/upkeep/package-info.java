/**
 * Keeps the tables young and quick, one worker at a time: {@link dev.annals.ingest.upkeep.RetentionSchedule} deletes events
 * that are older than the retention, and tells about it, in the log, in metrics, and as an event like any other;
 * {@link dev.annals.ingest.upkeep.RollupSchedule} rolls up the counts of hours that are over.
 */
@NullMarked
package dev.annals.ingest.upkeep;

import org.jspecify.annotations.NullMarked;
