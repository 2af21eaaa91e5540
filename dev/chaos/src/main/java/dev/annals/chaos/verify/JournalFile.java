package dev.annals.chaos.verify;

import java.nio.file.Path;

/**
 * A publisher's journal, and how the publisher ended.
 *
 * @param killed before it could tell how it went
 * @param drained it was given the time to deliver everything
 * @param spool it had one: then an event may be acknowledged as spooled, and again by Kafka
 */
public record JournalFile(Path path, boolean killed, boolean drained, boolean spool) {}
