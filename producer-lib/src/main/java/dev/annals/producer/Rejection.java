package dev.annals.producer;

import dev.annals.producer.EventRejectedException.Reason;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an event ends that will not be sent. Its message is written when somebody reads it: rejections come in thousands,
 * and callers wait for the lock under which they are made.
 */
record Rejection(
        Reason reason, Supplier<String> message, @Nullable Throwable cause) {

    Rejection(Reason reason, Supplier<String> message) {
        this(reason, message, null);
    }

    EventRejectedException toException() {
        return new EventRejectedException(reason, message.get(), cause);
    }
}
