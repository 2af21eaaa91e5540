package dev.annals.ingest.store;

/** The keys of Annals' advisory locks. Any numbers, if each is another one, and nothing else in this database locks them. */
final class AdvisoryLocks {

    /** Of who makes partitions. Until the transaction ends. */
    static final long PARTITIONS = 4275839201L;

    /** Of the one run of retention. Until its connection ends. */
    static final long RETENTION = 4275839202L;

    /** Of who moves what is rolled up, or drops it. Until the transaction ends. */
    static final long ROLLED_UP_COUNTS = 4275839203L;

    /** Of the one operator who decides about dead letters. Until the connection ends. */
    static final long DEAD_LETTERS = 4275839204L;

    private AdvisoryLocks() {}
}
