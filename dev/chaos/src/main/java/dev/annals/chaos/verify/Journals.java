package dev.annals.chaos.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What all publishers of a trial wrote down. */
public final class Journals {

    /** What became of an event, as its publisher knows. */
    enum Fate {
        /** Nothing is known: its publisher was killed, or its call had not returned. */
        UNKNOWN,
        ACKNOWLEDGED,
        SPOOLED,
        REJECTED
    }

    /** An event that was offered. */
    static final class Offered {
        final String key;
        final long seq;
        final int check;
        Fate fate = Fate.UNKNOWN;

        private Offered(String key, long seq, int check) {
            this.key = key;
            this.seq = seq;
            this.check = check;
        }
    }

    private final Map<UUID, Offered> events = new HashMap<>();
    private final Map<String, Long> rejected = new HashMap<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> lies = new ArrayList<>();
    private long longestCall;
    private long p999;
    private long controlP999;
    private long longestBuild;
    private long longestClose;
    private boolean spooledSinceHealed;
    private long untold;
    private long firstAcknowledgedAfter = Long.MAX_VALUE;

    private Journals() {}

    /** @param healedMillis since when acknowledgements show that the fault is over, in Unix milliseconds */
    public static Journals read(Collection<Path> files, long healedMillis) throws IOException {
        Journals all = new Journals();
        for (Path file : files) {
            all.read(file, healedMillis);
        }
        for (String id : all.refused) { // last: another journal may have offered it, and "on disk" be written later
            all.ended(id, Fate.REJECTED);
        }
        return all;
    }

    private void read(Path file, long healedMillis) throws IOException {
        long offered = 0;
        long rejectedHere = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] word = line.split(" ");
                switch (word[0]) {
                    case "O" -> {
                        offered++;
                        events.put(
                                UUID.fromString(word[1]),
                                new Offered(word[2], Long.parseLong(word[3]), Integer.parseInt(word[4])));
                    }
                    case "A" -> {
                        ended(word[1], Fate.ACKNOWLEDGED);
                        long at = Long.parseLong(word[2]);
                        if (at >= healedMillis) {
                            firstAcknowledgedAfter = Math.min(firstAcknowledgedAfter, at - healedMillis);
                        }
                    }
                    case "S" -> {
                        ended(word[1], Fate.SPOOLED);
                        spooledSinceHealed |= Long.parseLong(word[2]) >= healedMillis;
                    }
                    case "B" -> longestBuild = Math.max(longestBuild, Long.parseLong(word[1]));
                    case "C" -> longestClose = Math.max(longestClose, Long.parseLong(word[1]));
                    case "L" -> lies.add(file.getFileName() + ": the numbers do not add up: " + word[1]);
                    case "R" -> {
                        rejectedHere++;
                        ended(word[1], Fate.REJECTED);
                        rejected.merge(word[2], 1L, Long::sum);
                    }
                    case "F" -> {
                        rejectedHere++;
                        refused.add(word[1]);
                        rejected.merge(word[2], 1L, Long::sum);
                    }
                    case "M" -> compare(file, word, offered, rejectedHere);
                    case "T" -> {
                        longestCall = Math.max(longestCall, Long.parseLong(word[1]));
                        p999 = Math.max(p999, Long.parseLong(word[2]));
                        controlP999 = Math.max(controlP999, Long.parseLong(word[3]));
                    }
                    default -> throw new IOException(file + " has a line that is none: " + line);
                }
            }
        }
    }

    private void ended(String id, Fate fate) throws IOException {
        Offered event = events.get(UUID.fromString(id));
        if (event == null) {
            throw new IOException(id + " ended, but was never offered");
        }
        event.fate = fate;
    }

    /** offered + adopted = acknowledged + rejected + queued + spooled, and the same numbers as the journal's. */
    private void compare(Path file, String[] word, long offered, long rejectedHere) {
        long saysOffered = Long.parseLong(word[1]);
        long adopted = Long.parseLong(word[2]);
        long acknowledged = Long.parseLong(word[3]);
        long saysRejected = Long.parseLong(word[4]);
        long held = Long.parseLong(word[5]) + Long.parseLong(word[6]);
        if (saysOffered + adopted != acknowledged + saysRejected + held || saysOffered != offered) {
            lies.add(file.getFileName() + ": the journal has " + offered + " offered; the metrics say "
                    + String.join(" ", word));
        }
        untold += Math.max(0, saysRejected - rejectedHere);
        if (saysRejected < rejectedHere) {
            lies.add(file.getFileName() + ": the journal has " + rejectedHere + " rejected; the metrics say "
                    + saysRejected);
        }
    }

    Map<UUID, Offered> events() {
        return events;
    }

    List<String> lies() {
        return lies;
    }

    public long offered() {
        return events.size();
    }

    /** Those that the publisher promised to deliver: acknowledged, or on disk. */
    public long accepted() {
        return events.values().stream()
                .filter(event -> event.fate == Fate.ACKNOWLEDGED || event.fate == Fate.SPOOLED)
                .count();
    }

    /** By reason. */
    public Map<String, Long> rejected() {
        return Map.copyOf(rejected);
    }

    /** Of {@code publish}, in nanoseconds; 0 if every publisher was killed. */
    public long longestCall() {
        return longestCall;
    }

    public long p999() {
        return p999;
    }

    /** Of constructing a publisher, in nanoseconds. */
    public long longestBuild() {
        return longestBuild;
    }

    /** Of closing one with a time-out of five seconds, in nanoseconds. */
    public long longestClose() {
        return longestClose;
    }

    /** Events that publishers counted as rejected, and nobody was told which. */
    public long untold() {
        return untold;
    }

    /** Whether a spool took events after the heal. */
    public boolean isSpooledSinceHealed() {
        return spooledSinceHealed;
    }

    /** Of the control that does nothing. */
    public long controlP999() {
        return controlP999;
    }

    /** From the heal to the first acknowledgement, in milliseconds; null if there was none. */
    public @Nullable Long firstAcknowledgement() {
        return firstAcknowledgedAfter == Long.MAX_VALUE ? null : firstAcknowledgedAfter;
    }
}
