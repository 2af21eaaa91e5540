package dev.annals.query.http;

import dev.annals.event.EventFilter;
import dev.annals.event.Printable;
import dev.annals.query.search.Cursor;
import dev.annals.query.search.InvalidCursorException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a filter's events.
 *
 * @param before the last event of the page before this one; null for the first page
 */
record PageParameters(int limit, @Nullable UUID before) {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 500;

    /** All that a list takes. */
    static final List<String> NAMES = names();

    static PageParameters read(Parameters parameters, EventFilter filter) {
        int limit = parameters.one("limit").map(PageParameters::limit).orElse(DEFAULT_LIMIT);
        UUID before = parameters.one("cursor").map(text -> cursor(text, filter)).orElse(null);
        return new PageParameters(limit, before);
    }

    private static int limit(String text) {
        if (text.matches("[0-9]{1,3}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw ProblemException.parameter(
                "limit", "limit must be a whole number from 1 to " + MAX_LIMIT + ", not " + Printable.quoted(text));
    }

    private static UUID cursor(String text, EventFilter filter) {
        try {
            return Cursor.read(text, filter);
        } catch (InvalidCursorException e) {
            throw ProblemException.parameter("cursor", "cursor " + e.getMessage());
        }
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(FilterParameters.NAMES);
        names.add("limit");
        names.add("cursor");
        return List.copyOf(names);
    }
}
