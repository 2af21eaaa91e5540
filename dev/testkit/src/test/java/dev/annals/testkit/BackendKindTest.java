package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class BackendKindTest {
    @Test
    void auto_takesContainers_onlyWhereDockerAnswers() {
        assertThat(BackendKind.of("auto", () -> true)).isEqualTo(BackendKind.CONTAINERS);
        assertThat(BackendKind.of("auto", () -> false)).isEqualTo(BackendKind.EMBEDDED);
    }

    @Test
    void explicitWish_isNotQuestioned() {
        assertThat(BackendKind.of("containers", () -> false)).isEqualTo(BackendKind.CONTAINERS);
        assertThat(BackendKind.of("embedded", () -> true)).isEqualTo(BackendKind.EMBEDDED);
    }

    @Test
    void unknownWish_isRefused_withWhatWouldDo() {
        assertThatThrownBy(() -> BackendKind.of("docker", () -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dit.backend=docker: must be auto, containers or embedded");
    }
}
