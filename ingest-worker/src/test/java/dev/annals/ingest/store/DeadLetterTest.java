package dev.annals.ingest.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    @Test
    void detail_isCutAt2000Characters_andShowsIt() {
        assertThat(letter("x".repeat(2_000)).detail()).isEqualTo("x".repeat(2_000));
        assertThat(letter("x".repeat(2_001)).detail()).isEqualTo("x".repeat(1_999) + "…");
    }

    private static DeadLetter letter(String detail) {
        TestRecord origin = new TestRecord(new Source(new UUID(1, 2), "events", 0), 0, new byte[0]);
        return new DeadLetter(origin, DeadLetter.Reason.INVALID, detail, null);
    }
}
