package dev.annals.ingest.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How an operator names a dead letter: {@code events/3/17}. Where a topic was made anew its id stands in the name's place,
 * for the offsets begin again.
 *
 * @param topic a topic's name or id
 */
public record LetterId(String topic, int partition, long offset) {

    private static final Pattern TEXT = Pattern.compile("([^/]+)/([0-9]{1,9})/([0-9]{1,18})");

    /**
     * Reads what {@link #toString()} writes.
     *
     * @throws IllegalArgumentException saying what it must be
     */
    public static LetterId parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "must be TOPIC/PARTITION/OFFSET such as events/3/17, not \"" + text + '"');
        }
        return new LetterId(matcher.group(1), Integer.parseInt(matcher.group(2)), Long.parseLong(matcher.group(3)));
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
