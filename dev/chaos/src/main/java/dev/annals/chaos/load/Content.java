package dev.annals.chaos.load;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventIds;
import dev.annals.event.Severity;
import java.util.Map;
import java.util.UUID;

/** What the events of a load look like. */
public final class Content {

    public static final String CATEGORY = "chaos";
    public static final String TYPE = "chaos.tick";
    public static final String RESOURCE_TYPE = "thing";
    public static final String SEQUENCE = "seq";
    public static final int LARGE = 50_000;
    public static final String PADDING = "pad";

    private static final int ACTORS = 10;
    private static final Severity[] SEVERITIES = Severity.values();

    private Content() {}

    /** Of a resource; what else it has follows from the sequence. */
    static EventDraft draft(UUID id, String resource, long seq, String padding) {
        return Event.draft(CATEGORY, TYPE)
                .id(id)
                .actor(Actor.user(actor(seq)))
                .resource(RESOURCE_TYPE, resource)
                .severity(severity(seq))
                .metadata(Map.of(SEQUENCE, seq, PADDING, padding));
    }

    /** What such an event must be wherever it is found. */
    static Fields fields(UUID id, String resource, long seq, String padding) {
        return new Fields(
                id.toString(),
                EventIds.timestamp(id).toEpochMilli(),
                CATEGORY,
                TYPE,
                "user",
                actor(seq),
                RESOURCE_TYPE,
                resource,
                severity(seq).wireName(),
                seq,
                padding,
                "{}");
    }

    /** Of the record of an event of that resource. */
    public static String recordKey(String resource) {
        return RESOURCE_TYPE + ":" + resource;
    }

    private static String actor(long seq) {
        return "u-" + seq % ACTORS;
    }

    private static Severity severity(long seq) {
        return SEVERITIES[(int) (seq % SEVERITIES.length)];
    }
}
