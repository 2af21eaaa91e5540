package dev.annals.chaos.verify;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

    /** Of fewer calls, the slowest one in a thousand is not there. */
    private static final long CALLS_TO_SHOW = 1_000;

    /** Of fewer, it is a handful, and decides nothing. */
    private static final long CALLS_TO_JUDGE = 10_000;

    private static final long ONE_MILLISECOND = 1_000_000; // in nanoseconds

    private static final Set<String> AT_THE_END = Set.of("M", "T", "C");

    private final long healedMillis;
    private final Map<UUID, Offered> events = new HashMap<>();
    private final Map<String, Long> rejected = new HashMap<>();
    private final List<String> refused = new ArrayList<>();
    private final List<String> lies = new ArrayList<>();
    private final List<String> waits = new ArrayList<>();
    private long stacks;
    private long stacksInPublish;
    private long longestCall;
    private long p999;
    private long controlP999;
    private boolean slowCalls;
    private long longestBuild;
    private long longestClose;
    private boolean spooledSinceHealed;
    private long untold;
    private long unknown;
    private long spoolFailures;
    private long firstAcknowledgedAfter = Long.MAX_VALUE;

    private Journals(long healedMillis) {
        this.healedMillis = healedMillis;
    }

    /** @param healedMillis since when acknowledgements show that the fault is over, in Unix milliseconds */
    public static Journals read(Collection<JournalFile> files, long healedMillis) throws IOException {
        Journals all = new Journals(healedMillis);
        List<Told> told = new ArrayList<>();
        for (JournalFile file : files) {
            if (Files.exists(file.path()) || !file.killed()) { // one that was killed may not have begun it
                told.add(all.read(file));
            }
        }
        for (String id : all.refused) { // last: another journal may have offered it, and "on disk" be written later
            all.ended(id, Fate.REJECTED);
        }
        told.forEach(all::compare);
        return all;
    }

    /** What one journal says, beside the events. */
    private static final class Told {
        final JournalFile file;
        final List<Offered> offered = new ArrayList<>();
        final Map<String, Long> rejected = new HashMap<>();
        final Set<String> lines = new HashSet<>(); // their kinds
        long acknowledged;
        String @Nullable [] metrics;

        private Told(JournalFile file) {
            this.file = file;
        }
    }

    private Told read(JournalFile file) throws IOException {
        Told told = new Told(file);
        try (BufferedReader lines = Files.newBufferedReader(file.path(), StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] word = line.split(" ");
                told.lines.add(word[0]);
                read(told, word);
            }
        }
        return told;
    }

    private void read(Told told, String[] word) throws IOException {
        switch (word[0]) {
            case "O" -> {
                Offered event = new Offered(word[2], Long.parseLong(word[3]), Integer.parseInt(word[4]));
                told.offered.add(event);
                events.put(UUID.fromString(word[1]), event);
            }
            case "A" -> {
                told.acknowledged++;
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
            case "R" -> {
                ended(word[1], Fate.REJECTED);
                told.rejected.merge(word[2], 1L, Long::sum);
                rejected.merge(word[2], 1L, Long::sum);
            }
            case "F" -> {
                refused.add(word[1]);
                told.rejected.merge(word[2], 1L, Long::sum);
                rejected.merge(word[2], 1L, Long::sum);
            }
            case "M" -> told.metrics = word;
            case "T" -> {
                longestCall = Math.max(longestCall, Long.parseLong(word[2]));
                times(Long.parseLong(word[1]), Long.parseLong(word[3]), Long.parseLong(word[4]));
            }
            case "B" -> longestBuild = Math.max(longestBuild, Long.parseLong(word[1]));
            case "C" -> longestClose = Math.max(longestClose, Long.parseLong(word[1]));
            case "L" -> lie(told, "the numbers do not add up, or are over the bounds: " + word[1]);
            case "W" -> {
                stacks += Long.parseLong(word[1]);
                stacksInPublish += Long.parseLong(word[2]);
                waits.addAll(Arrays.asList(word).subList(3, word.length));
            }
            case "X" -> lie(told, "a thread died: " + word[1]);
            default -> throw new IOException(told.file.path() + " has a line that is none: " + String.join(" ", word));
        }
    }

    /** In nanoseconds, of one publisher; shown is the slowest. */
    private void times(long calls, long p999Here, long controlHere) {
        if (calls >= CALLS_TO_SHOW && p999Here > p999) {
            p999 = p999Here;
            controlP999 = controlHere;
        }
        slowCalls |= calls >= CALLS_TO_JUDGE && p999Here > Math.max(ONE_MILLISECOND, 2 * controlHere);
    }

    private void ended(String id, Fate fate) throws IOException {
        Offered event = events.get(UUID.fromString(id));
        if (event == null) {
            throw new IOException(id + " ended, but was never offered");
        }
        event.fate = fate;
    }

    /** Who was not killed says how it went, and knows what became of each event. */
    private void compare(Told told) {
        long untoldHere = told.offered.stream()
                .filter(event -> event.fate == Fate.UNKNOWN)
                .count();
        unknown += untoldHere;
        if (told.file.killed()) {
            return;
        }
        if (!told.lines.containsAll(AT_THE_END)) {
            lie(
                    told,
                    "it was not killed, and did not say how it went; of " + AT_THE_END + " it has only " + told.lines);
        }
        if (untoldHere > 0) {
            lie(told, untoldHere + " events have no outcome");
        }
        if (told.metrics != null) {
            compare(told, Metrics.of(told.metrics), untoldHere);
        }
    }

    /** The same numbers as the journal's; and nothing is left if there was the time to deliver it. */
    private void compare(Told told, Metrics metrics, long untoldHere) {
        spoolFailures += metrics.spoolFailures();
        if (!metrics.addUp() || metrics.offered() != told.offered.size()) {
            lie(told, "the journal has " + told.offered.size() + " offered; the metrics say " + metrics);
        }
        if (told.file.drained() && metrics.queued() + metrics.spooled() > 0) {
            lie(told, "it had the time to deliver everything, and says " + metrics);
        }
        if (!told.file.spool() && untoldHere == 0 && metrics.acknowledged() != told.acknowledged) {
            lie(told, "the journal has " + told.acknowledged + " acknowledged; the metrics say " + metrics);
        }
        Set<String> reasons = new TreeSet<>(told.rejected.keySet());
        reasons.addAll(metrics.rejected().keySet());
        for (String reason : reasons) {
            long here = told.rejected.getOrDefault(reason, 0L);
            long says = metrics.rejected().getOrDefault(reason, 0L);
            if (says < here || (says > here && !told.file.spool())) {
                lie(told, "the journal has " + here + " rejected as " + reason + "; the metrics say " + metrics);
            }
            untold += Math.max(0, says - here);
        }
    }

    private void lie(Told told, String what) {
        lies.add(told.file.path().getFileName() + ": " + what);
    }

    Map<UUID, Offered> events() {
        return events;
    }

    List<String> lies() {
        return lies;
    }

    /** Frames on the stack of a caller of {@code publish} that may wait. */
    List<String> waits() {
        return waits;
    }

    /** How often the stack of a caller was looked at. */
    public long stacks() {
        return stacks;
    }

    /** How often of these it was in {@code publish}. */
    public long stacksInPublish() {
        return stacksInPublish;
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

    /** Of the slowest publisher of which a thousand calls were timed; 0 if there is none. */
    public long p999() {
        return p999;
    }

    /**
     * Whether the p99.9 of a publisher of which enough calls were timed is over a millisecond, and over twice that of the
     * calls that do nothing.
     */
    public boolean hasSlowCalls() {
        return slowCalls;
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

    /** Events of which nobody knows what became: their publisher was killed. They may be stored, or not. */
    public long unknown() {
        return unknown;
    }

    /** How often a publisher that was not killed could not write or read its spool. */
    public long spoolFailures() {
        return spoolFailures;
    }

    /** Whether a spool took events after the heal. */
    public boolean isSpooledSinceHealed() {
        return spooledSinceHealed;
    }

    /** Of the same publisher's control, which does nothing. */
    public long controlP999() {
        return controlP999;
    }

    /** From the heal to the first acknowledgement, in milliseconds; null if there was none. */
    public @Nullable Long firstAcknowledgement() {
        return firstAcknowledgedAfter == Long.MAX_VALUE ? null : firstAcknowledgedAfter;
    }
}
