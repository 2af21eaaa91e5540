package dev.annals.query.http;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The table of routes. A path is compared segment by segment as it was sent: decoding it first would turn a %2F inside an
 * id into a separator. The first route that fits wins.
 */
final class Routes {

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** @param template segments, of which {@code {name}} takes any */
    Routes add(String template, String about, Route route) {
        return addWaiting(template, about, call -> CompletableFuture.completedFuture(route.answer(call)));
    }

    Routes addWaiting(String template, String about, WaitingRoute route) {
        entries.put(template, new Entry(template, about, route));
        return this;
    }

    Optional<Match> match(String rawPath) {
        List<String> segments = segments(rawPath);
        return entries.values().stream()
                .flatMap(entry -> entry.match(segments).stream())
                .findFirst();
    }

    /** Each template with what it answers. */
    Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        entries.forEach((template, entry) -> about.put(template, entry.about));
        return about;
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    /** A route that fits a path, with what the path says in its places. */
    record Match(String template, WaitingRoute route, Map<String, String> path) {}

    private record Entry(String template, String about, WaitingRoute route) {

        Optional<Match> match(List<String> segments) {
            List<String> expected = segments(template);
            if (expected.size() != segments.size()) {
                return Optional.empty();
            }
            Map<String, String> path = new HashMap<>();
            for (int i = 0; i < expected.size(); i++) {
                String name = expected.get(i);
                if (name.startsWith("{")) {
                    path.put(name.substring(1, name.length() - 1), segments.get(i));
                } else if (!name.equals(segments.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(new Match(template, route, path));
        }
    }
}
