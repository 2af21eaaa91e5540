package dev.annals.producer.spool;

/** A record that was read back. The payload is not copied. */
public final class SpoolRecord {

    private final long sequence;
    private final long atMillis;
    private final byte[] payload;

    SpoolRecord(long sequence, long atMillis, byte[] payload) {
        this.sequence = sequence;
        this.atMillis = atMillis;
        this.payload = payload;
    }

    /** In the order of appending; there may be gaps. */
    public long sequence() {
        return sequence;
    }

    /** When it was appended, in Unix milliseconds. */
    public long atMillis() {
        return atMillis;
    }

    public byte[] payload() {
        return payload;
    }
}
