package dev.annals.query.http;

import static java.time.temporal.ChronoField.NANO_OF_SECOND;

import dev.annals.event.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;

/** Times in parameters: RFC 3339, with Z or an offset, years 0000 to 9999. */
final class TimeText {

    private static final DateTimeFormatter RFC_3339 = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .optionalStart()
            .appendFraction(NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendOffset("+HH:MM", "Z")
            .toFormatter()
            .withResolverStyle(ResolverStyle.STRICT);

    private TimeText() {}

    /** @throws ProblemException naming the parameter and what it accepts */
    static Instant parse(String parameter, String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text, RFC_3339);
            if (time.getYear() >= 0 && time.getYear() <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException e) {
            // told below, like a year of five digits
        }
        String plus = text.contains(" ") ? "; a + in a URL means a space, write %2B" : "";
        throw ProblemException.parameter(
                parameter,
                parameter + " must be a time as in RFC 3339, with Z or an offset, such as 2026-11-23T07:00:00Z or"
                        + " 2026-11-23T08:00:00.250+01:00, not " + Printable.quoted(text) + plus);
    }
}
