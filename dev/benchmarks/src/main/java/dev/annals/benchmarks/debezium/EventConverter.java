package dev.annals.benchmarks.debezium;

import dev.annals.event.Actor;
import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.EventTime;
import dev.annals.event.Resource;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;

/**
 * Events as Kafka Connect needs them: with a schema, which their JSON does not carry. By our own reader, so that a sink spends
 * no more on reading than a worker does. Thread-safe.
 */
public final class EventConverter implements Converter {

    private static final Schema SCHEMA = SchemaBuilder.struct()
            .name("event")
            .field("id", SchemaBuilder.string().name("io.debezium.data.Uuid").build())
            .field(
                    "inserted_at",
                    SchemaBuilder.string()
                            .name("io.debezium.time.ZonedTimestamp")
                            .build())
            .field("category", Schema.STRING_SCHEMA)
            .field("type", Schema.STRING_SCHEMA)
            .field("actor_type", Schema.OPTIONAL_STRING_SCHEMA)
            .field("actor_id", Schema.OPTIONAL_STRING_SCHEMA)
            .field("resource_type", Schema.OPTIONAL_STRING_SCHEMA)
            .field("resource_id", Schema.OPTIONAL_STRING_SCHEMA)
            .field("severity", Schema.STRING_SCHEMA)
            .field(
                    "metadata",
                    SchemaBuilder.string().name("io.debezium.data.Json").build())
            .build();

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        // there is nothing to set
    }

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        throw new UnsupportedOperationException("a sink only reads");
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        Event event = EventJson.decode(value);
        Struct struct = new Struct(SCHEMA)
                .put("id", event.id().toString())
                .put("inserted_at", EventTime.format(event.insertedAt()))
                .put("category", event.category())
                .put("type", event.type())
                .put("severity", event.severity().wireName())
                .put("metadata", event.metadata().json());
        Actor actor = event.actor();
        if (actor != null) {
            struct.put("actor_type", actor.type().wireName()).put("actor_id", actor.id());
        }
        Resource resource = event.resource();
        if (resource != null) {
            struct.put("resource_type", resource.type()).put("resource_id", resource.id());
        }
        return new SchemaAndValue(SCHEMA, struct);
    }
}
