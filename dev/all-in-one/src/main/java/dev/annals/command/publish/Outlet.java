package dev.annals.command.publish;

import dev.annals.event.EventDraft;
import java.util.concurrent.CompletableFuture;

/** Where drafts go: the publisher. Closing it ends every future it has given. */
public interface Outlet extends AutoCloseable {

    CompletableFuture<?> publish(EventDraft draft);

    @Override
    void close();
}
