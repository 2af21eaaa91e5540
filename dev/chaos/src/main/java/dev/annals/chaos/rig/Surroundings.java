package dev.annals.chaos.rig;

/** What a publisher has around it; all but {@link #PLAIN} need Linux and its root. */
public enum Surroundings {
    /** This machine's disks and network. */
    PLAIN,
    /** A disk for the spool alone, of a few megabytes. */
    SMALL_DISK,
    /** A disk for the spool alone that cannot be written, until it is made writable. */
    READ_ONLY_DISK,
    /** A network of its own, with one wire to this machine. */
    OWN_NETWORK
}
