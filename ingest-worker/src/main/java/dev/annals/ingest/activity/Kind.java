package dev.annals.ingest.activity;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.annals.event.Event;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What is counted together: the events of one category, type and severity. */
record Kind(String category, String type, String severity) {

    static Kind of(Event event) {
        return new Kind(event.category(), event.type(), event.severity().wireName());
    }

    /** As text with a space between, which none of the three can hold. Changing it makes old state unreadable. */
    static Serde<Kind> serde() {
        return Serdes.serdeFrom((topic, kind) -> kind.toText().getBytes(UTF_8), (topic, bytes) -> parse(bytes));
    }

    private String toText() {
        return category + ' ' + type + ' ' + severity;
    }

    private static Kind parse(byte[] bytes) {
        String[] parts = new String(bytes, UTF_8).split(" ", -1);
        return new Kind(parts[0], parts[1], parts[2]);
    }
}
