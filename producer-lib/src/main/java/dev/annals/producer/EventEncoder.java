package dev.annals.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.EventTime;
import dev.annals.event.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an event what goes to Kafka: the key that keeps one resource's events in order, the JSON, and the headers of
 * the CloudEvents 1.0 Kafka binding in binary mode, with the W3C trace context of the caller where there is one.
 *
 * <p>Thread-safe; works on the caller's thread, without input or output.
 */
final class EventEncoder {

    private static final Header SPEC_VERSION = header("ce_specversion", "1.0");
    private static final Header CONTENT_TYPE = header("content-type", "application/json");
    private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");
    private static final int USUAL_HEADERS = 9;

    private final Header source;
    private final Supplier<Map<String, String>> traceContext;

    EventEncoder(String source, Supplier<Map<String, String>> traceContext) {
        this.source = header("ce_source", source);
        this.traceContext = traceContext;
    }

    EncodedEvent encode(Event event) {
        return new EncodedEvent(event.id(), key(event).getBytes(UTF_8), EventJson.encode(event), headers(event));
    }

    private static String key(Event event) {
        Resource resource = event.resource();
        if (resource != null) {
            return resource.type() + ":" + resource.id();
        }
        Actor actor = event.actor();
        return actor == null ? event.id().toString() : actor.type().wireName() + ":" + actor.id();
    }

    private List<Header> headers(Event event) {
        List<Header> headers = new ArrayList<>(USUAL_HEADERS);
        headers.add(SPEC_VERSION);
        headers.add(header("ce_id", event.id().toString()));
        headers.add(header("ce_type", event.type()));
        headers.add(source);
        headers.add(header("ce_time", EventTime.format(event.insertedAt())));
        Resource resource = event.resource();
        if (resource != null) {
            headers.add(header("ce_subject", resource.type() + "/" + resource.id()));
        }
        headers.add(CONTENT_TYPE);
        addTrace(headers);
        return headers;
    }

    private void addTrace(List<Header> headers) {
        int before = headers.size();
        try {
            Map<String, String> context = traceContext.get();
            for (String name : TRACE_HEADERS) {
                @Nullable String value = context.get(name);
                if (value != null) {
                    headers.add(header(name, value));
                }
            }
        } catch (RuntimeException | LinkageError hostsTracing) {
            // an event without its trace is worth more than no event
            headers.subList(before, headers.size()).clear();
        }
    }

    private static Header header(String name, String value) {
        return new EventHeader(name, value.getBytes(UTF_8));
    }
}
