package dev.annals.event;

/**
 * An event type, or with a trailing {@code .*} everything below a prefix: {@code media_item.*} matches
 * {@code media_item.added} and {@code media_item.file.moved}, but not {@code media_items.added}. The constructor throws
 * {@code IllegalArgumentException} for anything else.
 */
public record TypePattern(String text) implements Comparable<TypePattern> {

    public TypePattern {
        boolean valid = text.endsWith(".*")
                ? text.length() <= TextRules.MAX_TYPE && TextRules.areSegments(text.substring(0, text.length() - 2))
                : TextRules.typeProblem(text).isEmpty();
        if (!valid) {
            throw new IllegalArgumentException("must be an event type such as media_item.added, or a prefix such as"
                    + " media_item.*, not " + Printable.quoted(text));
        }
    }

    /** Whether it stands for everything below a prefix. */
    public boolean isPrefix() {
        return text.endsWith("*");
    }

    /** The prefix with its last dot, or the type itself. */
    public String stem() {
        return isPrefix() ? text.substring(0, text.length() - 1) : text;
    }

    public boolean matches(String type) {
        return isPrefix() ? type.startsWith(stem()) : type.equals(text);
    }

    @Override
    public int compareTo(TypePattern other) {
        return text.compareTo(other.text);
    }
}
