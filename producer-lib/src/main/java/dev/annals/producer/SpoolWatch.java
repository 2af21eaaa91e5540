package dev.annals.producer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Says it when the spool's thread does not turn any more: its disk hangs, and with it all delivery. Confined to one thread, which is another. */
final class SpoolWatch {

    private static final Duration LONG = Duration.ofSeconds(5);

    private final Path directory;
    private final LongSupplier turnedNanos;
    private final Warnings warnings;
    private final LongSupplier nanoTime;

    SpoolWatch(Path directory, LongSupplier turnedNanos, Warnings warnings, LongSupplier nanoTime) {
        this.directory = directory;
        this.turnedNanos = turnedNanos;
        this.warnings = warnings;
        this.nanoTime = nanoTime;
    }

    void look() {
        long silent = nanoTime.getAsLong() - turnedNanos.getAsLong();
        if (silent >= LONG.toNanos() && warnings.isDue()) {
            warnings.warn("the disk of the spool in " + directory + " has not answered for "
                    + Duration.ofNanos(silent).toSeconds()
                    + " s: until it does, events wait in memory, and nothing goes from there to Kafka");
        }
    }
}
