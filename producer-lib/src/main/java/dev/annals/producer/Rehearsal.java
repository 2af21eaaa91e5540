package dev.annals.producer;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.producer.EventRejectedException.Reason;
import java.util.Map;

/**
 * Does once, on a thread of the library, what callers of {@code publish} will do: else the first of them would wait while
 * classes are read from disk, and while the operating system finds randomness for ids. Nothing of it is seen outside.
 */
final class Rehearsal implements Runnable {

    private final EventEncoder encoder;
    private final EventQueue stage;

    Rehearsal(PublisherConfig config, EventEncoder encoder) {
        this.encoder = encoder;
        this.stage = new EventQueue(config.withRoomForOne(), System::nanoTime, Runnable::run);
    }

    @Override
    public void run() {
        EventDraft draft = Event.draft("annals", "annals.rehearsed")
                .actor(Actor.system("annals"))
                .resource("rehearsal", "1")
                .metadata(Map.of("text", "a", "escaped", "\"é😀\n", "number", 1));
        EncodedEvent event = encoder.encode(draft.toEvent());
        var unusedAccepted = stage.offer(event);
        var unusedFull = stage.offer(event);
        var unusedInvalid = stage.refuse(new Rejection(Reason.INVALID, () -> "rehearsed"));
    }
}
