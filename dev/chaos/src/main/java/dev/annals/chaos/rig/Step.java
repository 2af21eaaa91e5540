package dev.annals.chaos.rig;

/** Where in its transaction a worker is, as its connection to PostgreSQL shows. */
public enum Step {
    /** It has polled and decoded a batch, and PostgreSQL has heard nothing of it. */
    AFTER_POLL,
    /** The positions are moved and locked. */
    AFTER_COMPARE_AND_SET,
    /** The rows are in. */
    AFTER_COPY,
    /** PostgreSQL has committed, and the worker does not know. */
    IN_COMMIT,
    /** The worker knows. */
    AFTER_COMMIT
}
