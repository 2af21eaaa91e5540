package dev.annals.command.publish;

import java.time.Duration;
import java.util.Locale;

/**
 * What became of the lines: {@code lines = published + refused + undelivered}. Blank lines are none.
 *
 * @param published acknowledged by the broker
 * @param refused broke rules, or were too large
 * @param undelivered read, but not acknowledged when the run ended
 */
public record Figures(long lines, long published, long refused, long undelivered, Duration elapsed) {

    public boolean areComplete() {
        return refused == 0 && undelivered == 0;
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
                undelivered,
                seconds(),
                perSecond());
    }
}
