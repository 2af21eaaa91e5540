package dev.annals.ingest.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.internals.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActivitySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "'', annals-ingest, annals-ingest-activity",
        "staging., annals-ingest, staging.__annals-ingest-activity",
        "'', my_group, my_5Fgroup-activity",
        "'', a b+c*d/ü, a_20b_2Bc_2Ad_2F_C3_BC-activity",
    })
    void applicationId_isMadeOfPrefixAndGroup(String prefix, String group, String id) {
        assertThat(settings(prefix, group).applicationId()).isEqualTo(id);
        Topic.validate(id);
    }

    @ParameterizedTest
    @CsvSource({
        "a, bc, ab, c",
        "'', ab, a, b",
        "'', a__b, a, b",
        "a_, b, a, _b",
        "'', a b, '', a-b",
        "'', a_20b, '', a b",
    })
    void applicationId_isAnother_forAnotherPrefixOrGroup(String prefix, String group, String prefix2, String group2) {
        assertThat(settings(prefix, group).applicationId())
                .isNotEqualTo(settings(prefix2, group2).applicationId());
    }

    @Test
    void place_isAnother_forATopicMadeAnew() {
        // Given
        ActivitySettings settings = settings("", "g");
        Uuid id = Uuid.randomUuid();

        // When
        Path place = settings.placeOf(id);

        // Then
        assertThat(place)
                .isEqualTo(Path.of("g-activity", id.toString()))
                .isNotEqualTo(settings.placeOf(Uuid.randomUuid()));
    }

    private static ActivitySettings settings(String prefix, String group) {
        return new ActivitySettings(Map.of(), prefix, group, Path.of("state"));
    }
}
