package dev.annals.producer;

import org.jspecify.annotations.Nullable;

/**
 * How an event ended that was not acknowledged. The message carries the numbers and the knob to turn; for
 * {@link Reason#INVALID} the cause lists every violation.
 */
public final class EventRejectedException extends RuntimeException {

    /** Each has a counter in {@link PublisherMetrics}. */
    public enum Reason {
        /** It breaks the rules of events, or it could not be read. Nothing was sent. */
        INVALID,
        /** Larger than the broker, or the queue, takes. */
        TOO_LARGE,
        /** No room; or, with {@link OverflowPolicy#REJECT_OLDEST}, given up for a newer one. Nothing was sent. */
        QUEUE_FULL,
        /**
         * Not acknowledged within the delivery time-out, or refused by the broker. It may still be on the topic, if only
         * the acknowledgement was lost: publishing it again with the same id is harmless.
         */
        DELIVERY_FAILED,
        /** Given up by the spool, the oldest first, to stay under its byte cap. Nothing was sent, or nothing acknowledged. */
        SPOOL_FULL,
        /** Given up by the spool after {@code spoolMaxAge}. Nothing was sent, or nothing acknowledged. */
        SPOOL_EXPIRED,
        /** It was spooled, and could not be read back: damaged, cut off, removed. */
        SPOOL_DAMAGED,
        /** Published after {@code close}, or not acknowledged before its time-out; then it may still be on the topic. */
        CLOSED
    }

    private final Reason reason;

    /** Has no stack trace: rejections come in thousands, from threads that tell nothing about the cause. */
    EventRejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, true, false);
        this.reason = reason;
    }

    /** The same rejection with the stack trace of the caller that waited for it. */
    EventRejectedException(EventRejectedException told) {
        super(told.getMessage(), told.getCause());
        this.reason = told.reason;
    }

    public Reason reason() {
        return reason;
    }
}
