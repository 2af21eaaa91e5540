package dev.annals.producer;

import java.time.Duration;

/**
 * What is in the spool, and what happened to it; all zero without one.
 *
 * @param events on disk and not ended: to be sent, or sent and not acknowledged
 * @param bytes of the spool's files
 * @param oldest how long ago the oldest of the events was written
 * @param adopted events found on disk that this publisher was not offered: of a process that died or was closed
 * @param damaged events that could not be read back; they are counted as rejected, too
 * @param failures of the disk: events that come before the next success are kept in memory only
 */
public record SpoolMetrics(long events, long bytes, Duration oldest, long adopted, long damaged, long failures) {

    static final SpoolMetrics NONE = new SpoolMetrics(0, 0, Duration.ZERO, 0, 0, 0);
}
