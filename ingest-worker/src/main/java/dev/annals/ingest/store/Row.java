package dev.annals.ingest.store;

import dev.annals.event.Event;

/** An event on its way into the table, and the record it came in, should the database refuse it. */
public record Row(Event event, RawRecord origin) {}
