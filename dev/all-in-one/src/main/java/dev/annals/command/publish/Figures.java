package dev.annals.command.publish;

import java.time.Duration;
import java.util.Locale;

/**
 * What became of the lines: {@code lines = published + refused + undelivered}. Blank lines are none.
 *
 * @param published acknowledged by the broker
 * @param refused broke rules, or were too large
 */
public record Figures(long lines, long published, long refused, Duration elapsed) {

    /** Read, but not acknowledged: on their way, or lost to this run when it has ended. */
    public long undelivered() {
        return lines - published - refused;
    }

    public boolean areComplete() {
        return published == lines;
    }

    private double seconds() {
        return elapsed.toNanos() / 1e9;
    }

    private long perSecond() {
        return Math.round(published / Math.max(seconds(), 1e-3));
    }

    /** While it runs: what is undelivered may still arrive. */
    String progress() {
        return String.format(
                Locale.ROOT, "%,d lines, %,d published, %,d refused, %,d/s", lines, published, refused, perSecond());
    }

    /** One line, for people and for programs. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "lines=%d published=%d refused=%d undelivered=%d seconds=%.1f rate=%d/s",
                lines,
                published,
                refused,
                undelivered(),
                seconds(),
                perSecond());
    }
}
