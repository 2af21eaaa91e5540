package dev.annals.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FreePortsTest {
    @Test
    void choose_returnsDifferentPorts_belowThoseOfOutgoingConnections() throws Exception {
        var ports = FreePorts.choose(200);

        assertThat(ports).hasSize(200).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }

    @Test
    void choose_givesNoPortAgain_beforeItsOwnerMayListen() throws Exception {
        var first = FreePorts.choose(200);
        var second = FreePorts.choose(200);

        assertThat(second).doesNotContainAnyElementsOf(first);
    }
}
