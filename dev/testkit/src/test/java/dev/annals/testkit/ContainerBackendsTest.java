package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContainerBackendsTest {
    @Test
    void toString_namesTheImages_beforeAnyEngineIsAsked() {
        assertThat(new ContainerBackends()).hasToString("annals-backends{containers, apache/kafka:4.3.1, postgres:18}");
    }
}
