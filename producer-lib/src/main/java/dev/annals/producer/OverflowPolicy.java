package dev.annals.producer;

/** Which event is rejected when the queue is full. */
public enum OverflowPolicy {
    /** The one that was just published. */
    REJECT_NEWEST,

    /**
     * The one that has waited longest, as often as it takes to make room. What was handed to Kafka already is not given
     * up; when nothing else is left, the newest is rejected.
     */
    REJECT_OLDEST
}
