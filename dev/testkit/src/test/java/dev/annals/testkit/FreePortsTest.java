package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void choose_returnsDifferentPorts_belowThoseOfOutgoingConnections() throws Exception {
        var ports = FreePorts.choose(200);

        assertThat(ports).hasSize(200).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }
}
