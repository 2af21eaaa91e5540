package dev.annals.command.tail;

import dev.annals.event.Printable;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time as one types it: RFC 3339, or so long ago. */
public final class Since {

    private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private Since() {}

    /** @throws IllegalArgumentException with what would be right */
    public static Instant parse(String text, Clock clock) {
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return clock.instant().minus(unit(ago.group(2)).multipliedBy(Long.parseLong(ago.group(1))));
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be a time as in RFC 3339, such as 2026-11-23T07:00:00Z, or a while ago, such as 30s, 10m,"
                            + " 2h or 1d, not " + Printable.quoted(text),
                    e);
        }
    }

    private static Duration unit(String letter) {
        return UNITS.getOrDefault(letter, Duration.ZERO); // the pattern lets no other letter through
    }
}
