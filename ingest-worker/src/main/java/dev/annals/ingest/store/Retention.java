package dev.annals.ingest.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long events are kept, counted from the time inside their ids.
 *
 * @param age what is older goes; null keeps everything for ever
 */
public record Retention(@Nullable Duration age) {

    public static final Retention NEVER = new Retention(null);

    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,5})([hdw])");

    /**
     * Reads {@code never} or an age.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    public static Retention parse(String text) {
        if (text.equals("never")) {
            return NEVER;
        }
        return new Retention(age(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be hours, days or weeks such as 12h, 90d or 52w, or never, not \"" + text + '"')));
    }

    /**
     * Reads an age: whole hours, days or weeks.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    public static Duration parseAge(String text) {
        return age(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "must be hours, days or weeks such as 12h, 30d or 52w, not \"" + text + '"'));
    }

    private static Optional<Duration> age(String text) {
        Matcher matcher = AGE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "h" -> Duration.ofHours(count);
                    case "d" -> Duration.ofDays(count);
                    default -> Duration.ofDays(7 * count);
                });
    }

    /** As {@link #parseAge} reads it: {@code 12h}, {@code 30d}. */
    public static String text(Duration age) {
        return age.toHours() % 24 == 0 ? age.toDays() + "d" : age.toHours() + "h";
    }

    /** The oldest time that is kept; none if everything is. */
    public Optional<Instant> cut(Instant now) {
        return Optional.ofNullable(age).map(now::minus);
    }

    @Override
    public String toString() {
        return age == null ? "never" : text(age);
    }
}
