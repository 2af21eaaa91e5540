package dev.annals.event;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a reader or writer of JSON stands, for messages: {@code metadata.cast[3].name}. Costs a list entry a level, and
 * text only when asked.
 *
 * <p>Confined to its reader or writer.
 */
final class JsonPath {

    private static final int TEXT_MAX = 120;

    private final String root;
    private final List<Object> steps = new ArrayList<>();

    JsonPath(String root) {
        this.root = root;
    }

    void enter(Object keyOrIndex) {
        steps.add(keyOrIndex);
    }

    void leave() {
        steps.remove(steps.size() - 1);
    }

    /** Steps below the root. */
    int depth() {
        return steps.size();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(root);
        for (Object step : steps) {
            if (step instanceof String key) {
                text.append('.').append(Printable.of(key));
            } else {
                text.append('[').append(step).append(']');
            }
        }
        return text.length() <= TEXT_MAX ? text.toString() : text.substring(0, TEXT_MAX) + "…";
    }
}
