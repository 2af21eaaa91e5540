package dev.annals.producer;

import dev.annals.event.Event;
import dev.annals.producer.spool.SpoolDisk;
import dev.annals.producer.spool.SpoolLimits;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** Where the spool is, how large it may be, and who is told what Kafka refused afterwards. */
record SpoolConfig(
        Path directory,
        SpoolLimits limits,
        SpoolDisk disk,
        BiConsumer<Event, EventRejectedException> refusedAfterSpooling) {}
