package dev.annals.chaos;

import dev.annals.chaos.verify.Verdict;
import dev.annals.chaos.verify.Verdict.Finding;
import java.util.List;
import java.util.Locale;

/**
 * What a trial showed.
 *
 * @param repeated records that came to the topic again
 * @param unknown events whose publisher was killed before it knew what became of them
 * @param longestCall of publish, in nanoseconds
 * @param recovery milliseconds from the heal to the first acknowledgement and the first new row; -1 if there was no heal
 * @param complaints what did not hold; none: passed
 */
record Result(
        Scenario scenario,
        int faults,
        long accepted,
        long rejected,
        long stored,
        long dead,
        long repeated,
        long unknown,
        Verdict verdict,
        long longestCall,
        long p999,
        long controlP999,
        long recovery,
        List<String> complaints) {

    static final String HEAD = String.format(
            Locale.ROOT,
            "%-26s %-34s %6s %8s %8s %8s %6s %10s %5s %12s %22s %9s  %s",
            "scenario",
            "load",
            "faults",
            "accepted",
            "rejected",
            "stored",
            "dead",
            "duplicates",
            "lost",
            "longest call",
            "p99.9 (nothing: p99.9)",
            "recovered",
            "verdict");

    boolean passed() {
        return complaints.isEmpty();
    }

    /** One line; and one for each complaint. */
    String text() {
        return String.format(
                        Locale.ROOT,
                        "%-26s %-34s %6d %8d %8d %8d %6d %10d %5d %9.2f ms %11s (%9s) %9s  %s",
                        scenario.name(),
                        scenario.setup(),
                        faults,
                        accepted,
                        rejected,
                        stored,
                        dead,
                        verdict.count(Finding.DUPLICATE),
                        verdict.count(Finding.LOST_WRITE),
                        longestCall / 1e6,
                        millis(p999),
                        millis(controlP999),
                        recovery < 0
                                ? "-"
                                : recovery == Long.MAX_VALUE
                                        ? "never"
                                        : String.format(Locale.ROOT, "%.1f s", recovery / 1000.0),
                        passed() ? scenario.expected().isEmpty() ? "passed" : "caught, as it must be" : "FAILED")
                + (unknown == 0 ? "" : " (" + unknown + " without an outcome)")
                + (repeated == 0 ? "" : " (" + repeated + " records again on the topic)")
                + String.join(
                        "", complaints.stream().map(line -> "\n    " + line).toList());
    }

    /** None: too few were timed to tell. */
    private static String millis(long nanos) {
        return nanos == 0 ? "-" : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
    }
}
