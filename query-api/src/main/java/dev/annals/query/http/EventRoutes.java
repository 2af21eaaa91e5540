package dev.annals.query.http;

import dev.annals.event.EventFilter;
import dev.annals.event.Printable;
import dev.annals.query.search.Arrivals;
import dev.annals.query.search.EventRow;
import dev.annals.query.search.EventSearch;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The routes that search events. Thread-safe. */
final class EventRoutes {

    private static final List<String> EVENT_PARAMETERS = List.of(WaitTime.NAME);

    private final EventSearch search;
    private final Arrivals arrivals;

    EventRoutes(EventSearch search, Arrivals arrivals) {
        this.search = search;
        this.arrivals = arrivals;
    }

    /** {@code GET /v1/events}. */
    Answer page(Call call) {
        call.parameters().requireKnown(PageParameters.NAMES);
        return page(FilterParameters.read(call.parameters()), call);
    }

    /** {@code GET /v1/events/count}. */
    Answer count(Call call) {
        call.parameters().requireKnown(FilterParameters.NAMES);
        return EventAnswers.count(search.count(FilterParameters.read(call.parameters())));
    }

    /** {@code GET /v1/events/{id}}. */
    Answer event(Call call) {
        UUID id = eventId(call);
        return search.event(id)
                .map(EventAnswers::event)
                .orElseThrow(() -> new ProblemException(Problem.notFound("no event has the id " + id)));
    }

    /** {@code GET /v1/events/{id}?wait=5s}: as soon as it is stored. The wait counts from the request's arrival. */
    CompletableFuture<Answer> arrival(Call call) {
        UUID id = eventId(call);
        String text = call.parameters().one(WaitTime.NAME).orElse("");
        long deadlineNanos = call.arrivedNanos() + WaitTime.parse(text).toNanos();
        CompletableFuture<Optional<EventRow>> arrival = arrivals.await(id, deadlineNanos);
        call.gone().thenRun(() -> arrival.cancel(false));
        return arrival.thenApply(found -> found.map(EventAnswers::event)
                .orElseThrow(() -> new ProblemException(
                        Problem.notFound("no event has the id " + id + ", after waiting for " + text))));
    }

    /** {@code GET /v1/resources/{type}/{id}/events}. */
    Answer ofResource(Call call) {
        call.parameters().requireKnown(PageParameters.NAMES);
        String type = call.path("type", "resource_type");
        String id = call.path("id", "resource_id");
        return page(FilterParameters.ofResource(type, id, call.parameters()), call);
    }

    /** {@code GET /v1/actors/{type}/{id}/events}. */
    Answer ofActor(Call call) {
        call.parameters().requireKnown(PageParameters.NAMES);
        String type = call.path("type", "actor_type");
        String id = call.path("id", "actor_id");
        return page(FilterParameters.ofActor(type, id, call.parameters()), call);
    }

    private Answer page(EventFilter filter, Call call) {
        PageParameters page = PageParameters.read(call.parameters(), filter);
        return EventAnswers.page(search.page(filter, page.before(), page.limit()), filter);
    }

    private static UUID eventId(Call call) {
        call.parameters().requireKnown(EVENT_PARAMETERS);
        return id(call.path("id", "id"));
    }

    private static UUID id(String text) {
        try {
            if (text.length() == 36) { // fromString takes 1-1-1-1-1 too
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // told below, like one of another length
        }
        throw ProblemException.parameter(
                "id", "id must be a UUID such as 019aaf3c-7c00-7def-8a51-2b6f0f1f9a10, not " + Printable.quoted(text));
    }
}
