package dev.annals.chaos.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the verifier found wrong, with some examples of each kind. */
public final class Verdict {

    private static final int EXAMPLES = 5;

    /** What can be wrong. */
    public enum Finding {
        /** Acknowledged or spooled, and neither a row, nor a dead letter, nor in a recorded gap. */
        LOST_WRITE,
        /** Several rows with one id. */
        DUPLICATE,
        /** A row that nobody published. */
        PHANTOM,
        /** A row or record with another content, or another key, than what was published. */
        MUTATED,
        /** Of one key, a later event came before an earlier one, or another on another partition. */
        REORDER,
        /** The hourly counts are not what the rows add up to. */
        MISCOUNTED,
        /** A committed record below the position that is in no sink. */
        GAP_UNRECORDED,
        /** On the topic, but not stored in time. */
        UNSEEN,
        /** The publisher's numbers do not add up, or are not the journal's, or an event has no outcome at its end. */
        METRIC_LIE,
        /** A caller of {@code publish} was seen in Kafka, a socket, a name server or a file. */
        CALLER_WAITED
    }

    private final Map<Finding, Long> counts = new EnumMap<>(Finding.class);
    private final Map<Finding, List<String>> examples = new EnumMap<>(Finding.class);

    void found(Finding finding, String what) {
        counts.merge(finding, 1L, Long::sum);
        List<String> some = examples.computeIfAbsent(finding, unused -> new ArrayList<>());
        if (some.size() < EXAMPLES) {
            some.add(what);
        }
    }

    public long count(Finding finding) {
        return counts.getOrDefault(finding, 0L);
    }

    public boolean isClean() {
        return counts.isEmpty();
    }

    /** Nothing for a clean one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((finding, count) -> text.append(finding)
                .append(' ')
                .append(count)
                .append(", such as ")
                .append(examples.getOrDefault(finding, List.of()))
                .append('\n'));
        return text.toString();
    }
}
