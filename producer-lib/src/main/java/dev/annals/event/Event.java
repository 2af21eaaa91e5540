package dev.annals.event;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who did what, to what, and when. Immutable, and always valid: an instance that breaks a rule cannot be made.
 *
 * <p>The constructor throws {@link InvalidEventException} with every broken rule.
 *
 * <p>Its time is the one inside its id (UUIDv7, RFC 9562 section 5.7), so the id alone orders, deduplicates and
 * pages events. Order is by {@link EventIds#ORDER}, not by {@code UUID.compareTo}, which is signed.
 *
 * @param category {@code [a-z][a-z0-9_]*}, at most 64 characters
 * @param type two or more such segments joined by dots, at most 128 characters: {@code media_item.added}
 */
public record Event(
        UUID id,
        String category,
        String type,
        @Nullable Actor actor,
        @Nullable Resource resource,
        Severity severity,
        Metadata metadata) {

    public Event {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(metadata, "metadata");
        List<Violation> violations = EventRules.violations(id, category, type, actor, resource);
        if (!violations.isEmpty()) {
            throw new InvalidEventException(violations);
        }
    }

    /** Starts an event; what is wrong with it is reported all at once when it is published or built. */
    public static EventDraft draft(String category, String type) {
        return new EventDraft().category(category).type(type);
    }

    /**
     * When it happened, to the millisecond: the time inside the id. Despite its name, which the column and the JSON field
     * have too, not when the row was inserted: that is the column {@code ingested_at}.
     */
    public Instant insertedAt() {
        return EventIds.timestamp(id);
    }
}
