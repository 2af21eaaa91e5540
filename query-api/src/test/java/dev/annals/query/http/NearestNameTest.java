package dev.annals.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NearestNameTest {

    @Test
    void name_isSuggested_thatTakesTheFewestChanges() {
        // When, Then
        assertThat(NearestName.of("actr_id", PageParameters.NAMES)).contains("actor_id");
        assertThat(NearestName.of("untill", PageParameters.NAMES)).contains("until");
        assertThat(NearestName.of("sicne", PageParameters.NAMES)).contains("since");
    }

    @Test
    void nothing_isSuggested_forWhatIsFarFromAll() {
        // When, Then
        assertThat(NearestName.of("q", PageParameters.NAMES)).isEmpty();
        assertThat(NearestName.of("metadata.title", PageParameters.NAMES)).isEmpty();
        assertThat(NearestName.of("c".repeat(1_000_000), PageParameters.NAMES)).isEmpty();
    }
}
