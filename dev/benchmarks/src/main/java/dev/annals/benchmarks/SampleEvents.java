package dev.annals.benchmarks;

import dev.annals.event.Actor;
import dev.annals.event.ActorType;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Made-up events of some 340 bytes, as a media service would publish them: few kinds are frequent and many rare, and so it is
 * with who does something and to what (Zipf). The same seed gives the same events. Confined to one thread.
 */
final class SampleEvents {

    static final int ACTORS = 100_000;
    static final int RESOURCES = 1_000_000;

    private static final List<String> CATEGORIES =
            List.of("media", "playback", "library", "auth", "download", "system", "billing", "social");
    private static final List<String> THINGS =
            List.of("item", "series", "episode", "poster", "stream", "session", "account", "request", "index", "plan");
    private static final List<String> VERBS = List.of("added", "changed", "started", "stopped", "failed", "removed");
    private static final List<String> RESOURCE_TYPES = List.of("movie", "episode", "series", "user", "library", "task");

    private static final Zipf ACTOR_RANKS = new Zipf(ACTORS, 1.0);
    private static final Zipf RESOURCE_RANKS = new Zipf(RESOURCES, 0.9);
    private static final List<Kind> KINDS = kinds();
    private static final Zipf KIND_RANKS = new Zipf(KINDS.size(), 1.1);

    private final Random random;

    SampleEvents(long seed) {
        this.random = new Random(seed);
    }

    private record Kind(String category, String type) {}

    /** In an order that mixes frequent and rare kinds of all categories. */
    private static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (String verb : VERBS) {
            for (String thing : THINGS) {
                for (String category : CATEGORIES) {
                    if ((thing.length() + verb.length() + category.length()) % 6 == 0) {
                        kinds.add(new Kind(category, category + "_" + thing + "." + verb));
                    }
                }
            }
        }
        return List.copyOf(kinds);
    }

    /** Without an id: to be published. */
    EventDraft draft() {
        return draft(null);
    }

    Event event(UUID id) {
        return draft(id).toEvent();
    }

    private EventDraft draft(@Nullable UUID id) {
        Kind kind = KINDS.get(KIND_RANKS.next(random));
        EventDraft draft = Event.draft(kind.category(), kind.type()).severity(severity());
        if (id != null) {
            draft.id(id);
        }
        int who = random.nextInt(100);
        if (who < 85) {
            draft.actor(new Actor(ActorType.USER, "u-" + ACTOR_RANKS.next(random)));
        } else if (who < 95) {
            draft.actor(new Actor(ActorType.SYSTEM, "node-" + random.nextInt(20)));
        } else if (who < 98) {
            draft.actor(new Actor(ActorType.JOB, "nightly-" + random.nextInt(5)));
        }
        if (random.nextInt(100) < 95) {
            int rank = RESOURCE_RANKS.next(random);
            draft.resource(
                    RESOURCE_TYPES.get(rank % RESOURCE_TYPES.size()), String.format(Locale.ROOT, "m-%07d", rank));
        }
        return draft.metadata(Map.of(
                "title",
                "Title number " + random.nextInt(100_000),
                "client",
                "web/4.2 (Linux)",
                "bytes",
                random.nextInt(1_000_000_000)));
    }

    private Severity severity() {
        int grade = random.nextInt(100);
        return grade < 95 ? Severity.INFO : grade < 99 ? Severity.WARNING : Severity.ERROR;
    }
}
