package dev.annals.command.publish;

/** A line of input that is not blank, with its number; the first is 1. */
sealed interface Line {

    long number();

    /** Bytes without the line's end. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Text(long number, byte[] bytes) implements Line {}

    /** Read over, not kept. */
    record TooLong(long number, long length) implements Line {}
}
