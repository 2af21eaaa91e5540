package dev.annals.event;

import java.util.List;

/**
 * One broken rule.
 *
 * @param field the JSON field, with a path inside metadata ({@code metadata.a.b}); empty for the whole document
 * @param problem what is wrong and what would be right, on one printable line
 */
public record Violation(String field, String problem) {

    /** Of one event; a hostile one could break rules without end. */
    static final int MAX_LISTED = 50;

    static final Violation AND_MORE = new Violation("", "and more: only the first " + MAX_LISTED + " are listed");

    /** Adds one to what was found; beyond the limit only the fact that there are more. */
    static void add(List<Violation> found, String field, String problem) {
        if (found.size() < MAX_LISTED) {
            found.add(new Violation(field, problem));
        } else if (found.size() == MAX_LISTED) {
            found.add(AND_MORE);
        }
    }

    @Override
    public String toString() {
        return field.isEmpty() ? problem : field + ": " + problem;
    }
}
