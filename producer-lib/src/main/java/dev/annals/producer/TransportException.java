package dev.annals.producer;

import org.jspecify.annotations.Nullable;

/** An event could not be handed over, or was not acknowledged; the kind says what is to be done. */
final class TransportException extends Exception {

    enum Kind {
        /** No broker, no topic, no room: hand it over again. */
        NOT_NOW,
        /** The event is larger than the broker takes; its neighbours are not concerned. */
        TOO_LARGE,
        /** The broker does not want this event, or one of its batch. */
        REFUSED,
        /** Nothing can be expected of this transport any more: build another. */
        BROKEN
    }

    private final Kind kind;

    TransportException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }
}
