package dev.annals.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.annals.testkit.Fuzz;
import org.junit.jupiter.api.Test;

class RoundTripFuzzTest {

    @Test
    void validEvent_comesBackAsItWas_howeverOdd() throws InterruptedException {
        // When, Then
        Fuzz.run("round trip", random -> {
            Event event = new Borderline(random).event();
            byte[] encoded = EventJson.encode(event);
            Event decoded = EventJson.decode(encoded);
            assertThat(decoded).isEqualTo(event);
            assertThat(decoded.insertedAt()).isEqualTo(event.insertedAt());
            assertThat(EventJson.encode(decoded)).isEqualTo(encoded);
        });
    }
}
