package dev.annals.command.tail;

import java.time.Instant;

/** From where on a topic is read. */
public sealed interface Start {

    /** What comes from now on. */
    record Now() implements Start {}

    /** What reached Kafka at this time or later. */
    record Time(Instant instant) implements Start {}

    /** All there is. */
    record Beginning() implements Start {}
}
