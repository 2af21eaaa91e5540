package dev.annals.event;

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

    @Override
    public String toString() {
        return field.isEmpty() ? problem : field + ": " + problem;
    }
}
