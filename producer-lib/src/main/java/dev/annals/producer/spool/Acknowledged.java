package dev.annals.producer.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Remembers up to which sequence all records of a lane have ended, in two slots written in turn: whichever the crash tears, the
 * other holds. Never forced: what it forgets is sent again. Single-threaded.
 */
final class Acknowledged {

    static final String NAME = "acknowledged";

    private static final int SLOTS = 2;
    private static final int SLOT_BYTES = 2 * Long.BYTES + Integer.BYTES;

    private final SpoolDisk disk;
    private final Path file;
    private long turn;

    Acknowledged(SpoolDisk disk, Path lane) {
        this.disk = disk;
        this.file = lane.resolve(NAME);
    }

    /** 0 if nothing was ever noted, or both slots are damaged. */
    long read() throws IOException {
        ByteBuffer slots = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
        try (FileChannel channel = open()) {
            while (slots.hasRemaining() && disk.read(channel, slots, slots.position()) >= 0) {
                // until all is read, or there is no more
            }
        }
        long sequence = 0;
        for (int start = 0; start + SLOT_BYTES <= slots.position(); start += SLOT_BYTES) {
            long slotTurn = slots.getLong(start);
            boolean whole = slots.getInt(start + 2 * Long.BYTES) == checksum(slots, start);
            if (whole && slotTurn > turn) {
                turn = slotTurn;
                sequence = slots.getLong(start + Long.BYTES);
            }
        }
        return sequence;
    }

    void write(long sequence) throws IOException {
        turn++;
        ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).putLong(turn).putLong(sequence);
        slot.putInt(checksum(slot, 0)).flip();
        long start = turn % SLOTS * SLOT_BYTES;
        try (FileChannel channel = open()) {
            while (slot.hasRemaining()) {
                disk.write(channel, slot, start + slot.position());
            }
        }
    }

    /** Out of the way: then nothing is known of what ended, and all is sent again. */
    void setAside() throws IOException {
        disk.move(file, Segment.aside(file));
    }

    private FileChannel open() throws IOException {
        return disk.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static int checksum(ByteBuffer slots, int start) {
        CRC32C checksum = new CRC32C();
        checksum.update(slots.duplicate().clear().position(start).limit(start + 2 * Long.BYTES));
        return (int) checksum.getValue();
    }
}
