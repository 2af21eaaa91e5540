package dev.annals.command.publish;

import dev.annals.event.EventDraft;
import java.util.concurrent.CompletableFuture;

/** Where drafts go: the publisher. Closing it ends every future it has given. */
public interface Outlet extends AutoCloseable {

    /** Never fails: what went wrong is an outcome. */
    CompletableFuture<Outcome> publish(EventDraft draft);

    @Override
    void close();

    /** What became of a draft. */
    sealed interface Outcome {

        record Published() implements Outcome {}

        /** Another attempt would end the same. */
        record Refused(String reasons) implements Outcome {}

        /** It may have arrived all the same, if only the acknowledgement was lost. */
        record Undelivered(String reason) implements Outcome {}
    }
}
