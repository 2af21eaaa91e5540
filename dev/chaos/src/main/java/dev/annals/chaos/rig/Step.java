package dev.annals.chaos.rig;

/** Where in its transaction a worker is, as its connection to PostgreSQL shows. */
public enum Step {
    /** It has polled and decoded a batch, and PostgreSQL has heard nothing of it. */
    AFTER_POLL,
    /** The positions are moved and locked. */
    AFTER_COMPARE_AND_SET,
    /** PostgreSQL waits for rows, and has none yet. */
    IN_COPY,
    /** The rows are in. */
    AFTER_COPY,
    /** The worker has said COMMIT, and PostgreSQL has not heard it. */
    BEFORE_COMMIT,
    /** PostgreSQL has committed, and the worker does not know. */
    IN_COMMIT,
    /** The worker knows, and has begun something else. */
    AFTER_COMMIT
}
