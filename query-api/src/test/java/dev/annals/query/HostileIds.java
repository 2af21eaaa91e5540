package dev.annals.query;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventIds;
import dev.annals.event.Generated;
import dev.annals.event.InvalidEventException;
import java.util.List;
import java.util.stream.Stream;

/** Events whose actor and resource have an id that somebody made up who means harm, but that is allowed. */
final class HostileIds {

    private HostileIds() {}

    /** One for each id. */
    static List<Event> events() {
        Generated generated = new Generated(1);
        return Stream.concat(Stream.generate(generated::hostileString).limit(100), HostileValues.injections().stream())
                .distinct()
                .filter(HostileIds::isValid)
                .map(HostileIds::event)
                .toList();
    }

    static boolean isValid(String id) {
        try {
            event(id);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }

    private static Event event(String id) {
        return Event.draft("media", "media_item.added")
                .id(EventIds.derived(Generated.START, id))
                .actor(Actor.user(id))
                .resource("movie", id)
                .toEvent();
    }
}
