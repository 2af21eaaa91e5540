package dev.annals.query.http;

import dev.annals.event.Printable;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One request to a route.
 *
 * @param path what stands in the places of the route's {@code {names}}, still encoded
 * @param arrivedNanos when, as {@link System#nanoTime} tells
 * @param gone completes if the client goes away while it waits
 */
record Call(Map<String, String> path, Parameters parameters, long arrivedNanos, CompletionStage<@Nullable Void> gone) {

    /** One of the path's values, decoded; {@code parameter} is its name in messages. */
    String path(String name, String parameter) {
        String raw = path.getOrDefault(name, "");
        try {
            return PercentEncoding.decodeSegment(raw);
        } catch (CharacterCodingException e) {
            throw ProblemException.parameter(
                    parameter, parameter + " in the path is not percent-encoded UTF-8: " + Printable.quoted(raw));
        }
    }
}
