package dev.annals.query.http;

import dev.annals.event.Printable;
import java.time.Duration;

/** How long a client is ready to wait, as a parameter says it: {@code 5s}, {@code 500ms}. */
final class WaitTime {

    static final String NAME = "wait";

    private static final Duration MAX = Duration.ofSeconds(30);

    private WaitTime() {}

    /** @throws ProblemException unless it is from 1ms to 30s */
    static Duration parse(String text) {
        if (text.matches("[0-9]{1,5}m?s")) {
            long number = Long.parseLong(text.replaceAll("[^0-9]", ""));
            Duration time = text.endsWith("ms") ? Duration.ofMillis(number) : Duration.ofSeconds(number);
            if (!time.isZero() && time.compareTo(MAX) <= 0) {
                return time;
            }
        }
        throw ProblemException.parameter(
                NAME, NAME + " must be a time from 1ms to 30s, such as 5s or 500ms, not " + Printable.quoted(text));
    }
}
