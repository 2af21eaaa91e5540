package dev.annals.chaos.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a load process does; travels as its arguments.
 *
 * @param name of this process: no other of the same trial may have it
 * @param perSecond events, over all threads
 * @param bytes of padding in each event
 * @param largeEvery each event of that number has {@link Content#LARGE} bytes of padding; 0: none
 * @param drainSeconds how long it waits at its end until everything is delivered, before it closes
 * @param spool the publisher's spool directory; null for none
 */
public record LoadOptions(
        String name,
        String bootstrapServers,
        Path journal,
        int threads,
        int perSecond,
        int bytes,
        int largeEvery,
        int drainSeconds,
        @Nullable Path spool) {

    private static final String NONE = "-";

    /** By then a new JVM has compiled what matters. */
    public static long callsToWarmUp(int perSecond) {
        return Math.min(10_000, 5L * perSecond);
    }

    /** The same, to those brokers, and with that journal. */
    public LoadOptions of(String brokers, Path journalFile) {
        return new LoadOptions(name, brokers, journalFile, threads, perSecond, bytes, largeEvery, drainSeconds, spool);
    }

    public List<String> arguments() {
        return new ArrayList<>(List.of(
                name,
                bootstrapServers,
                journal.toString(),
                Integer.toString(threads),
                Integer.toString(perSecond),
                Integer.toString(bytes),
                Integer.toString(largeEvery),
                Integer.toString(drainSeconds),
                spool == null ? NONE : spool.toString()));
    }

    static LoadOptions of(String[] arguments) {
        return new LoadOptions(
                arguments[0],
                arguments[1],
                Path.of(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                Integer.parseInt(arguments[5]),
                Integer.parseInt(arguments[6]),
                Integer.parseInt(arguments[7]),
                arguments[8].equals(NONE) ? null : Path.of(arguments[8]));
    }
}
