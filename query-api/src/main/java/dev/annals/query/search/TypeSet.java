package dev.annals.query.search;

import dev.annals.event.TypePattern;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Type patterns as SQL needs them: those that another one covers left out, so that no event is found under two.
 *
 * @param exact whole types
 * @param stems prefixes with their last dot: {@code media_item.}
 */
record TypeSet(List<String> exact, List<String> stems) {

    private static final char FIRST_CHARACTER = '\u0001'; // of those that PostgreSQL's text can have

    static TypeSet of(Collection<TypePattern> patterns) {
        List<TypePattern> needed = patterns.stream()
                .filter(pattern -> patterns.stream().noneMatch(other -> covers(other, pattern)))
                .toList();
        return new TypeSet(stems(needed, false), stems(needed, true));
    }

    /** Without the whole types that are excluded; what a prefix covers is only known to the table. */
    TypeSet without(Collection<TypePattern> excluded) {
        return new TypeSet(
                exact.stream()
                        .filter(type -> excluded.stream().noneMatch(pattern -> pattern.matches(type)))
                        .toList(),
                stems);
    }

    /** Where each prefix's range ends, exclusively: {@code media_item/}, as '/' follows '.' in the order of bytes. */
    List<String> stops() {
        return stems.stream()
                .map(stem -> stem.substring(0, stem.length() - 1) + '/')
                .toList();
    }

    /** Where the range of each type and prefix begins, in the order of bytes. */
    List<String> starts() {
        return Stream.concat(exact.stream(), stems.stream()).toList();
    }

    /** Where those ranges end, exclusively: that of a whole type before any that is longer. */
    List<String> ends() {
        return Stream.concat(exact.stream().map(type -> type + FIRST_CHARACTER), stops().stream())
                .toList();
    }

    private static boolean covers(TypePattern other, TypePattern pattern) {
        return other.isPrefix() && !other.equals(pattern) && pattern.stem().startsWith(other.stem());
    }

    private static List<String> stems(List<TypePattern> patterns, boolean prefixes) {
        return patterns.stream()
                .filter(pattern -> pattern.isPrefix() == prefixes)
                .map(TypePattern::stem)
                .toList();
    }
}
