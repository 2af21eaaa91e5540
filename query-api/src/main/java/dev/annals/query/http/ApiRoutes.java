package dev.annals.query.http;

import dev.annals.query.search.Arrivals;
import dev.annals.query.search.Database;
import dev.annals.query.search.EventSearch;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Every route of the API. */
final class ApiRoutes {

    /** Of readiness checks at a time: each may wait for PostgreSQL. */
    private static final int MAX_READINESS_CHECKS = 4;

    /** Of requests that wait for an event: each costs a connection and memory, but no thread. */
    private static final int MAX_WAITS = 1000;

    private ApiRoutes() {}

    static Routes table(
            int maxConcurrentSearches, Database database, Arrivals arrivals, PrometheusMeterRegistry registry) {
        ConcurrencyLimit searches = new ConcurrencyLimit(maxConcurrentSearches);
        ConcurrencyLimit waits = new ConcurrencyLimit(MAX_WAITS);
        ConcurrencyLimit checks = new ConcurrencyLimit(MAX_READINESS_CHECKS);
        EventRoutes events = new EventRoutes(new EventSearch(database, Clock.systemUTC()), arrivals);
        HealthRoutes health = new HealthRoutes(database::outage);
        String filters = String.join(", ", FilterParameters.NAMES);
        Routes routes = new Routes();
        routes.add("/", "this list", new IndexRoute(routes)::index);
        routes.add(
                "/v1/events",
                "a page of events, newest first; limit, cursor, and filters: " + filters,
                searches.around(events::page));
        routes.add("/v1/events/count", "how many events match; the same filters", searches.around(events::count));
        routes.addWaiting(
                "/v1/events/{id}",
                "one event; wait (1ms to 30s, such as 5s) answers as soon as it is stored: an event is on the topic a"
                        + " moment before it is here",
                atOnceOrWaiting(searches.around(events::event), waits.aroundWaiting(events::arrival)));
        routes.add(
                "/v1/resources/{type}/{id}/events",
                "what was done to a resource; limit, cursor, filters",
                searches.around(events::ofResource));
        routes.add(
                "/v1/actors/{type}/{id}/events",
                "what an actor did; limit, cursor, filters",
                searches.around(events::ofActor));
        routes.add("/health/live", "whether this process lives", health::live);
        routes.add("/health/ready", "whether it can answer searches", checks.around(health::ready));
        routes.add("/metrics", "figures for Prometheus", call -> metrics(registry));
        return routes;
    }

    private static WaitingRoute atOnceOrWaiting(Route atOnce, WaitingRoute waiting) {
        return call -> call.parameters().has(WaitTime.NAME)
                ? waiting.answer(call)
                : CompletableFuture.completedFuture(atOnce.answer(call));
    }

    private static Answer metrics(PrometheusMeterRegistry registry) {
        byte[] text = registry.scrape().getBytes(StandardCharsets.UTF_8);
        return Answer.of(200, "text/plain; version=0.0.4; charset=utf-8", text, Map.of());
    }
}
