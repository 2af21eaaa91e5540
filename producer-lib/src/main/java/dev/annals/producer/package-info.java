/**
 * The publisher: one call that never waits, and one outcome for every event.
 *
 * <p>Start with {@link dev.annals.producer.EventPublisher}. An event's way: {@code EventEncoder} makes bytes of it on the
 * caller's thread, {@code EventQueue} holds it until its end, {@code Sender} hands it to Kafka, {@code CallbackThreads}
 * complete its future. With a spool, {@code Spooler} takes it from the queue to disk and from there to a second queue, from
 * which the {@code Sender} takes.
 */
@NullMarked
package dev.annals.producer;

import org.jspecify.annotations.NullMarked;
