package dev.annals.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpoolCodecTest {

    private final EncodedEvent event = new EventEncoder("test", () -> Map.of("traceparent", "00-1-2-01"))
            .encode(TestPublishers.movie("Amélie").toEvent());

    @Test
    void decode_givesWhatWasEncoded() {
        // When
        EncodedEvent decoded = SpoolCodec.decode(SpoolCodec.encode(event));

        // Then
        assertThat(decoded).usingRecursiveComparison().isEqualTo(event);
    }

    @Test
    void decode_refusesWhatIsCutShort_wherever() {
        // Given
        byte[] record = SpoolCodec.encode(event);

        for (int length = 0; length < record.length; length++) {
            byte[] cut = Arrays.copyOf(record, length);

            // When / Then
            assertThatIllegalArgumentException().as("cut at %d", length).isThrownBy(() -> SpoolCodec.decode(cut));
        }
    }

    @Test
    void decode_refusesAnotherVersion_andSaysWhich() {
        // Given
        byte[] record = SpoolCodec.encode(event);
        record[0] = 9;

        // When / Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SpoolCodec.decode(record))
                .withMessageContaining("version 9")
                .withMessageContaining("knows 1");
    }
}
