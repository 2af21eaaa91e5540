package dev.annals.producer;

import dev.annals.producer.spool.SpoolLimits;
import java.nio.file.Path;

/** What {@link EventPublisherBuilder} was told about the spool, checked. */
record SpoolConfig(Path directory, SpoolLimits limits) {}
