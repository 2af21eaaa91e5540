package dev.annals.chaos;

import dev.annals.chaos.load.Content;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.EventJson;
import java.util.Map;

/** Events that look like the load's, and are in no journal. */
final class Strangers {

    private static final EventIds IDS = EventIds.system();

    private Strangers() {}

    /** Another each time, as it would be on the topic. */
    static byte[] event() {
        return EventJson.encode(Event.draft(Content.CATEGORY, Content.TYPE)
                .id(IDS.next())
                .resource(Content.RESOURCE_TYPE, "stranger")
                .metadata(Map.of(Content.SEQUENCE, 0, Content.PADDING, ""))
                .toEvent());
    }
}
