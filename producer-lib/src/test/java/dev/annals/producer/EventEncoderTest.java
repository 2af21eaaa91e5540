package dev.annals.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventDraft;
import dev.annals.event.EventIds;
import dev.annals.event.EventJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EventEncoderTest {

    private static final Instant TIME = Instant.parse("2026-11-23T07:00:00.123Z");

    @Test
    void encode_keysByResource_beforeActor() {
        // Given
        Event event = draft().actor(Actor.user("u-1")).resource("movie", "m-1").toEvent();

        // When
        EncodedEvent encoded = encoder(Map::of).encode(event);

        // Then
        assertThat(new String(encoded.key(), UTF_8)).isEqualTo("movie:m-1");
    }

    @Test
    void encode_keysByActor_whenThereIsNoResource() {
        // Given
        Event event = draft().actor(Actor.job("nightly")).toEvent();

        // When
        EncodedEvent encoded = encoder(Map::of).encode(event);

        // Then
        assertThat(new String(encoded.key(), UTF_8)).isEqualTo("job:nightly");
    }

    @Test
    void encode_keysById_whenThereIsNeither() {
        // Given
        Event event = draft().toEvent();

        // When
        EncodedEvent encoded = encoder(Map::of).encode(event);

        // Then
        assertThat(new String(encoded.key(), UTF_8)).isEqualTo(event.id().toString());
    }

    @Test
    void encode_writesTheEventsJson() {
        // Given
        Event event = draft().metadata(Map.of("title", "Heat")).toEvent();

        // When
        EncodedEvent encoded = encoder(Map::of).encode(event);

        // Then
        assertThat(encoded.value()).isEqualTo(EventJson.encode(event));
        assertThat(encoded.id()).isEqualTo(event.id());
    }

    @Test
    void encode_addsTheHeadersOfCloudEvents() {
        // Given
        Event event = draft().resource("movie", "Amélie").toEvent();

        // When
        EncodedEvent encoded = encoder(Map::of).encode(event);

        // Then
        assertThat(headers(encoded))
                .containsExactly(
                        entry("ce_specversion", "1.0"),
                        entry("ce_id", event.id().toString()),
                        entry("ce_type", "media_item.added"),
                        entry("ce_source", "billing"),
                        entry("ce_time", "2026-11-23T07:00:00.123Z"),
                        entry("ce_subject", "movie/Amélie"),
                        entry("content-type", "application/json"));
    }

    @Test
    void encode_leavesOutTheSubject_whenThereIsNoResource() {
        // Given
        Event event = draft().toEvent();

        // When
        EncodedEvent encoded = encoder(Map::of).encode(event);

        // Then
        assertThat(headers(encoded)).doesNotContainKey("ce_subject");
    }

    @Test
    void encode_addsTheTraceContext_andNothingElseOfIt() {
        // Given
        Map<String, String> context = Map.of(
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate", "vendor=1",
                "baggage", "user=ada");

        // When
        EncodedEvent encoded = encoder(() -> context).encode(draft().toEvent());

        // Then
        assertThat(headers(encoded))
                .contains(
                        entry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                        entry("tracestate", "vendor=1"))
                .doesNotContainKey("baggage");
    }

    @Test
    void encode_goesOnWithoutTrace_whenTheSupplierThrows() {
        // Given
        Supplier<Map<String, String>> hostile = () -> {
            throw new IllegalStateException("no tracer");
        };

        // When
        EncodedEvent encoded = encoder(hostile).encode(draft().toEvent());

        // Then
        assertThat(headers(encoded)).containsKey("ce_id").doesNotContainKey("traceparent");
    }

    @Test
    void encode_goesOnWithoutTrace_whenTheTracerIsMissing() {
        // Given
        Supplier<Map<String, String>> missing = () -> {
            throw new NoClassDefFoundError("no tracer");
        };

        // When
        EncodedEvent encoded = encoder(missing).encode(draft().toEvent());

        // Then
        assertThat(headers(encoded)).containsKey("ce_id").doesNotContainKey("traceparent");
    }

    @Test
    void bytes_countKeyValueAndHeaders() {
        // Given
        EncodedEvent encoded =
                encoder(Map::of).encode(draft().resource("movie", "Amélie").toEvent());

        // When
        int bytes = encoded.bytes();

        // Then
        int headers = headers(encoded).entrySet().stream()
                .mapToInt(header -> header.getKey().length() + header.getValue().getBytes(UTF_8).length)
                .sum();
        assertThat(bytes).isEqualTo(encoded.key().length + encoded.value().length + headers);
    }

    private static EventDraft draft() {
        return Event.draft("media", "media_item.added").id(EventIds.derived(TIME, "test"));
    }

    private static EventEncoder encoder(Supplier<Map<String, String>> traceContext) {
        return new EventEncoder("billing", traceContext);
    }

    private static Map<String, String> headers(EncodedEvent encoded) {
        Map<String, String> headers = new LinkedHashMap<>();
        encoded.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }
}
