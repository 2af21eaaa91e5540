package dev.annals.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An event in the making. Takes anything, throws nothing: what is wrong is listed, all at once, by {@link #toEvent}
 * and by the publisher. Required are category and type; everything else has a default.
 *
 * <p>Confined to one thread.
 */
public final class EventDraft {

    /** What was wrong with the JSON this was read from. */
    final List<Violation> found = new ArrayList<>(0);

    @Nullable
    UUID id;

    @Nullable
    Instant insertedAt;

    @Nullable
    String category;

    @Nullable
    String type;

    @Nullable
    String actorType;

    @Nullable
    String actorId;

    @Nullable
    String resourceType;

    @Nullable
    String resourceId;

    @Nullable
    String severity;

    private @Nullable Metadata metadata;
    private @Nullable Map<?, ?> metadataMap;

    EventDraft() {}

    EventDraft category(@Nullable String category) {
        this.category = category;
        return this;
    }

    EventDraft type(@Nullable String type) {
        this.type = type;
        return this;
    }

    /**
     * An idempotency key: of all events with the same id one is stored. Must be a UUID of version 7; its time is the
     * event's. Default: a new one, minted when the event is published. See {@link EventIds#derived}.
     */
    public EventDraft id(UUID id) {
        this.id = id;
        return this;
    }

    /**
     * When it happened, for what is reported later. Without an id, one is minted for that time, cut to the
     * millisecond; with an id it must equal the id's. Default: now.
     */
    public EventDraft insertedAt(Instant time) {
        this.insertedAt = time;
        return this;
    }

    /** Who did it. Default: nobody. */
    public EventDraft actor(Actor actor) {
        this.actorType = actor.type().wireName();
        this.actorId = actor.id();
        return this;
    }

    /** What it was done to; {@code type} is {@code [a-z][a-z0-9_]*}. Default: nothing. */
    public EventDraft resource(@Nullable String type, @Nullable String id) {
        this.resourceType = type;
        this.resourceId = id;
        return this;
    }

    /** Default: {@link Severity#INFO}. */
    public EventDraft severity(Severity severity) {
        this.severity = severity.wireName();
        return this;
    }

    /**
     * Anything else worth knowing: a JSON object of at most 64 KiB and 32 levels. Values may be strings, characters,
     * numbers, booleans, enums, UUIDs, times of java.time, null, and maps, iterables and arrays of these. The map is
     * read when the event is published; until then it must not be changed by another thread.
     */
    public EventDraft metadata(Map<?, ?> metadata) {
        this.metadataMap = metadata;
        this.metadata = null;
        return this;
    }

    /** The same, encoded already. */
    public EventDraft metadata(Metadata metadata) {
        this.metadata = metadata;
        this.metadataMap = null;
        return this;
    }

    /**
     * The event, with an id minted by this process where none was given.
     *
     * @throws InvalidEventException with everything that is wrong
     */
    public Event toEvent() {
        return toEvent(EventIds.system());
    }

    /**
     * The event, with an id minted by {@code ids} where none was given.
     *
     * @throws InvalidEventException with everything that is wrong
     */
    public Event toEvent(EventIds ids) {
        return toEvent(draft -> draft.mintedId(ids));
    }

    /** Of an event that must carry its id. */
    Event toEventWithItsId() {
        if (id == null
                && found.stream().noneMatch(violation -> violation.field().equals("id"))) {
            found.add(new Violation("id", "is missing"));
        }
        // a stand-in lets the other rules be asked too; the missing id is reported in any case
        return toEvent(draft -> draft.mintedId(EventIds.system()));
    }

    private Event toEvent(Function<EventDraft, UUID> idOf) {
        UUID actualId = idOf.apply(this);
        List<Violation> violations = EventRules.violations(this, actualId);
        Metadata encoded = encodedMetadata(violations);
        if (!violations.isEmpty() || category == null || type == null) {
            throw new InvalidEventException(violations);
        }
        return new Event(actualId, category, type, actor(), resource(), severity(), encoded);
    }

    private UUID mintedId(EventIds ids) {
        if (id != null) {
            return id;
        }
        if (insertedAt == null) {
            return ids.next();
        }
        try {
            insertedAt = Instant.ofEpochMilli(insertedAt.toEpochMilli());
            return ids.at(insertedAt);
        } catch (ArithmeticException | IllegalArgumentException outOfRange) {
            found.add(new Violation("inserted_at", "must lie between 1970 and 10889, not " + insertedAt));
            insertedAt = null;
            return ids.next();
        }
    }

    /** @param violations that were found already: they are told together with those of the metadata */
    private Metadata encodedMetadata(List<Violation> violations) {
        if (metadataMap == null) {
            return metadata == null ? Metadata.EMPTY : metadata;
        }
        try {
            return Metadata.of(metadataMap);
        } catch (InvalidEventException e) {
            List<Violation> all = new ArrayList<>(violations);
            all.addAll(e.violations());
            throw new InvalidEventException(all);
        }
    }

    private @Nullable Actor actor() {
        if (actorType == null || actorId == null) {
            return null;
        }
        return new Actor(ActorType.of(actorType).orElseThrow(), actorId);
    }

    private @Nullable Resource resource() {
        return resourceType == null || resourceId == null ? null : new Resource(resourceType, resourceId);
    }

    private Severity severity() {
        return severity == null ? Severity.INFO : Severity.of(severity).orElseThrow();
    }
}
