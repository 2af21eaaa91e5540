package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.event.Event;
import dev.annals.event.EventJson;
import dev.annals.event.Generated;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RowEncoderTest {

    private static final Source SOURCE = new Source(new UUID(0, 1), "events", 0);

    private final RowEncoder encoder = new RowEncoder();

    @Test
    void row_keepsItsFields_whenOthersAreMadeAfterIt() {
        for (Event event : new Generated(7).events(100)) {
            Row row = row(event);

            row(Event.draft("other", "other.made").toEvent());

            assertThat(row.id()).isEqualTo(event.id());
            assertThat(row.insertedAt()).isEqualTo(event.insertedAt());
            assertThat(row.countKey()).isEqualTo(CountKey.of(event, SOURCE.partition()));
            CopyBuffer alone = new CopyBuffer();
            alone.event(event);
            assertThat(row.fields()).isEqualTo(Arrays.copyOf(alone.bytes(), alone.size()));
        }
    }

    @Test
    void rowsOfABatch_shareWhatTheyAreCountedBy() {
        // Given
        Event event = Event.draft("media", "item.added").toEvent();
        Row first = row(event);

        // When
        Row alike = row(EventJson.decode(EventJson.encode(event)));
        Row other = row(Event.draft("media", "item.removed").toEvent());
        encoder.clear();
        Row ofTheNextBatch = row(event);

        // Then
        assertThat(alike.countKey()).isSameAs(first.countKey());
        assertThat(other.countKey()).isNotEqualTo(first.countKey());
        assertThat(ofTheNextBatch.countKey()).isEqualTo(first.countKey()).isNotSameAs(first.countKey());
    }

    private Row row(Event event) {
        return encoder.row(event, new TestRecord(SOURCE, 0, EventJson.encode(event), List.of()));
    }
}
