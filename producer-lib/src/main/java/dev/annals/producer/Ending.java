package dev.annals.producer;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The future of an event, and how it ends: as soon as somebody {@linkplain #run() runs} it. Knows nothing else of its event,
 * which takes no memory any more when callbacks wait.
 */
final class Ending extends CompletableFuture<Published> implements Runnable {

    /** Of a chain of those that ended together; whoever links them runs them. */
    @Nullable
    Ending next;

    private @Nullable Published acknowledgement;
    private @Nullable Rejection rejection;

    /** Before it is run. Said again, by a client that was replaced, it is true as well. */
    void acknowledged(Published published) {
        acknowledgement = published;
    }

    /** Before it is run. */
    void rejected(Rejection why) {
        rejection = why;
    }

    @Override
    public void run() {
        Rejection why = rejection;
        if (why != null) {
            completeExceptionally(why.toException());
        } else {
            complete(acknowledgement);
        }
    }
}
